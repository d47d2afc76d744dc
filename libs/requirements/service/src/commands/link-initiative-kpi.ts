import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { LinkInitiativeKpiBody } from '@throughline/requirements-contracts';
import { ContextCommand, type CommandOutcome } from '@throughline/commands';
import { Initiatives } from '../aggregates/initiatives.ts';

export class LinkInitiativeKpi extends ContextCommand<LinkInitiativeKpiBody> {}

@CommandHandler(LinkInitiativeKpi)
export class LinkInitiativeKpiHandler implements ICommandHandler<LinkInitiativeKpi> {
  constructor(private readonly initiatives: Initiatives) {}

  execute({ request, transaction }: LinkInitiativeKpi): Promise<CommandOutcome> {
    return this.initiatives.handle(request, request.body.initiative, () => ({ type: 'LinkInitiativeKpi', data: { kpi: request.body.kpi } }), transaction);
  }
}
