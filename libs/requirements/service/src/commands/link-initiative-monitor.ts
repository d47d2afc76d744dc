import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ContextCommand, type CommandOutcome } from '@throughline/commands';
import { Initiatives } from '../aggregates/initiatives.ts';

export interface LinkInitiativeMonitorBody {
  readonly initiative: string;
  readonly monitor: string;
  readonly kpi: string;
}

export class LinkInitiativeMonitor extends ContextCommand<LinkInitiativeMonitorBody> {}

@CommandHandler(LinkInitiativeMonitor)
export class LinkInitiativeMonitorHandler implements ICommandHandler<LinkInitiativeMonitor> {
  constructor(private readonly initiatives: Initiatives) {}

  execute({ request, transaction }: LinkInitiativeMonitor): Promise<CommandOutcome> {
    return this.initiatives.handle(request, request.body.initiative, () => ({ type: 'LinkInitiativeMonitor', data: { monitor: request.body.monitor, kpi: request.body.kpi } }), transaction);
  }
}
