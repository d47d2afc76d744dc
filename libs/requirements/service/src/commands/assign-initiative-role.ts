import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { AssignInitiativeRoleBody } from '@throughline/requirements-contracts';
import { ContextCommand, type CommandOutcome } from '@throughline/commands';
import { Initiatives } from '../aggregates/initiatives.ts';

export class AssignInitiativeRole extends ContextCommand<AssignInitiativeRoleBody> {}

@CommandHandler(AssignInitiativeRole)
export class AssignInitiativeRoleHandler implements ICommandHandler<AssignInitiativeRole> {
  constructor(private readonly initiatives: Initiatives) {}

  execute({ request, transaction }: AssignInitiativeRole): Promise<CommandOutcome> {
    return this.initiatives.handle(request, request.body.initiative, () => ({ type: 'AssignInitiativeRole', data: { role: request.body.role, person: request.body.person } }), transaction);
  }
}
