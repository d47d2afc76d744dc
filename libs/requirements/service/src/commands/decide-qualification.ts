import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { DecideQualificationBody } from '@throughline/requirements-contracts';
import { ContextCommand, type CommandOutcome } from '@throughline/commands';
import { Initiatives } from '../aggregates/initiatives.ts';

export class DecideQualification extends ContextCommand<DecideQualificationBody> {}

@CommandHandler(DecideQualification)
export class DecideQualificationHandler implements ICommandHandler<DecideQualification> {
  constructor(private readonly initiatives: Initiatives) {}

  execute({ request, transaction }: DecideQualification): Promise<CommandOutcome> {
    return this.initiatives.handle(request, request.body.initiative, () => ({ type: 'DecideQualification', data: { decision: request.body.decision, reason: request.body.reason } }), transaction);
  }
}
