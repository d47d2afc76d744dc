import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { naturalStream } from '@throughline/kernel';
import type { Wanted } from '@throughline/monitoring-domain';
import { ContextCommand, type CommandOutcome } from '@throughline/commands';
import { Monitors } from '../aggregates/monitors.ts';
import { activationFacts } from '../facts/activation-facts.ts';

export class ActivateMonitor extends ContextCommand<Wanted> {}

@CommandHandler(ActivateMonitor)
export class ActivateMonitorHandler implements ICommandHandler<ActivateMonitor> {
  constructor(private readonly monitors: Monitors) {}

  execute({ request, transaction }: ActivateMonitor): Promise<CommandOutcome> {
    const { workspace } = request.principal;
    const wanted = request.body;
    const monitor = naturalStream('monitor', workspace, wanted.model, wanted.environment);
    return this.monitors.handle(request, monitor, async (work) => ({
      type: 'ActivateMonitor', data: { monitor, wanted, facts: await activationFacts(work.tx, workspace, wanted) },
    }), transaction);
  }
}
