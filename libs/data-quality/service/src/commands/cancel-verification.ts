import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CancelVerificationBody } from '@throughline/data-quality-contracts';
import { ContextCommand, type CommandOutcome } from '@throughline/commands';
import { Verifications } from '../aggregates/verifications.ts';

export class CancelVerification extends ContextCommand<CancelVerificationBody> {}

@CommandHandler(CancelVerification)
export class CancelVerificationHandler implements ICommandHandler<CancelVerification> {
  constructor(private readonly verifications: Verifications) {}

  execute({ request, transaction }: CancelVerification): Promise<CommandOutcome> {
    return this.verifications.handle(request, request.body.verification, () => ({ type: 'CancelVerification', data: {} }), transaction);
  }
}
