import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { LinkInitiativeDatasetBody } from '@throughline/requirements-contracts';
import { ContextCommand, type CommandOutcome } from '@throughline/commands';
import { Initiatives } from '../aggregates/initiatives.ts';

export class LinkInitiativeDataset extends ContextCommand<LinkInitiativeDatasetBody> {}

@CommandHandler(LinkInitiativeDataset)
export class LinkInitiativeDatasetHandler implements ICommandHandler<LinkInitiativeDataset> {
  constructor(private readonly initiatives: Initiatives) {}

  execute({ request, transaction }: LinkInitiativeDataset): Promise<CommandOutcome> {
    return this.initiatives.handle(request, request.body.initiative, () => ({ type: 'LinkInitiativeDataset', data: { dataset: request.body.dataset } }), transaction);
  }
}
