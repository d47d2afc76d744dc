import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { LinkInitiativeKpiBody } from '@throughline/requirements-contracts';
import { ContextCommand, type CommandOutcome } from '@throughline/commands';
import { Initiatives } from '../aggregates/initiatives.ts';
import { Kpis } from '../aggregates/kpis.ts';

export class LinkInitiativeKpi extends ContextCommand<LinkInitiativeKpiBody> {}

@CommandHandler(LinkInitiativeKpi)
export class LinkInitiativeKpiHandler implements ICommandHandler<LinkInitiativeKpi> {
  constructor(private readonly initiatives: Initiatives, private readonly kpis: Kpis) {}

  execute({ request, transaction }: LinkInitiativeKpi): Promise<CommandOutcome> {
    const { initiative, kpi } = request.body;
    return this.initiatives.handle(request, initiative, async (work) => ({
      type: 'LinkInitiativeKpi', data: { kpi, known: (await this.kpis.load(work, kpi)).state.status !== 'absent' },
    }), transaction);
  }
}
