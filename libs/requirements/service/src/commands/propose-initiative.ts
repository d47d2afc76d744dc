import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { createdStream } from '@throughline/kernel';
import type { ProposeInitiativeBody } from '@throughline/requirements-contracts';
import { ContextCommand, type CommandOutcome } from '@throughline/commands';
import { Initiatives } from '../aggregates/initiatives.ts';

export class ProposeInitiative extends ContextCommand<ProposeInitiativeBody> {}

@CommandHandler(ProposeInitiative)
export class ProposeInitiativeHandler implements ICommandHandler<ProposeInitiative> {
  constructor(private readonly initiatives: Initiatives) {}

  execute({ request, transaction }: ProposeInitiative): Promise<CommandOutcome> {
    return this.initiatives.handle(request, (meta) => createdStream('initiative', meta.commandId), () => ({ type: 'ProposeInitiative', data: request.body }), transaction);
  }
}
