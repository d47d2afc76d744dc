import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ContextCommand, type CommandOutcome } from '@throughline/commands';
import { Verifications } from '../aggregates/verifications.ts';

export interface FailVerificationBody {
  readonly verification: string;
  readonly reason: string;
}

export class FailVerification extends ContextCommand<FailVerificationBody> {}

@CommandHandler(FailVerification)
export class FailVerificationHandler implements ICommandHandler<FailVerification> {
  constructor(private readonly verifications: Verifications) {}

  execute({ request, transaction }: FailVerification): Promise<CommandOutcome> {
    const { verification, reason } = request.body;
    return this.verifications.handle(request, verification, () => ({ type: 'FailVerification', data: { reason } }), transaction);
  }
}
