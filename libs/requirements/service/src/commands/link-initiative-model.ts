import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ContextCommand, type CommandOutcome } from '@throughline/commands';
import { Initiatives } from '../aggregates/initiatives.ts';

export interface LinkInitiativeModelBody {
  readonly initiative: string;
  readonly model: string;
  readonly kpi: string;
}

export class LinkInitiativeModel extends ContextCommand<LinkInitiativeModelBody> {}

@CommandHandler(LinkInitiativeModel)
export class LinkInitiativeModelHandler implements ICommandHandler<LinkInitiativeModel> {
  constructor(private readonly initiatives: Initiatives) {}

  execute({ request, transaction }: LinkInitiativeModel): Promise<CommandOutcome> {
    return this.initiatives.handle(request, request.body.initiative, () => ({ type: 'LinkInitiativeModel', data: { model: request.body.model, kpi: request.body.kpi } }), transaction);
  }
}
