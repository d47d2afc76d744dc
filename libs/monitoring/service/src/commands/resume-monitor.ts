import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { ActivationFacts, Monitor, Wanted } from '@throughline/monitoring-domain';
import { ContextCommand, type CommandOutcome } from '@throughline/commands';
import { Monitors } from '../aggregates/monitors.ts';
import { activationFacts } from '../facts/activation-facts.ts';

const NOTHING_KNOWN: ActivationFacts = { kpiVersion: null, reference: null, missing: [] };

const wantedOf = (state: Monitor): Wanted | undefined => (state.status === 'waiting' ? state.wanted : state.status === 'active' ? state.next?.wanted : undefined);

export class ResumeMonitor extends ContextCommand<{ readonly stream: string }> {}

@CommandHandler(ResumeMonitor)
export class ResumeMonitorHandler implements ICommandHandler<ResumeMonitor> {
  constructor(private readonly monitors: Monitors) {}

  execute({ request, transaction }: ResumeMonitor): Promise<CommandOutcome> {
    const monitor = request.body.stream;
    const { workspace } = request.principal;
    return this.monitors.handle(request, monitor, async (work) => {
      const wanted = wantedOf((await this.monitors.read(work.tx, monitor, workspace)).state);
      const facts = wanted ? await activationFacts(work.tx, workspace, wanted) : NOTHING_KNOWN;
      return { type: 'ResumeMonitor', data: { monitor, facts } };
    }, transaction);
  }
}
