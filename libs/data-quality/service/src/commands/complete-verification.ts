import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Findings } from '@throughline/data-quality-domain';
import { ContextCommand, type CommandOutcome } from '@throughline/commands';
import { Verifications } from '../aggregates/verifications.ts';

export interface CompleteVerificationBody extends Findings {
  readonly verification: string;
}

export class CompleteVerification extends ContextCommand<CompleteVerificationBody> {}

@CommandHandler(CompleteVerification)
export class CompleteVerificationHandler implements ICommandHandler<CompleteVerification> {
  constructor(private readonly verifications: Verifications) {}

  execute({ request, transaction }: CompleteVerification): Promise<CommandOutcome> {
    return this.verifications.handle(request, request.body.verification, () => ({ type: 'CompleteVerification', data: request.body }), transaction);
  }
}
