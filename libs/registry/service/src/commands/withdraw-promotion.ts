import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { WithdrawPromotionBody } from '@throughline/registry-contracts';
import { ContextCommand, type CommandOutcome } from '@throughline/commands';
import { Models } from '../aggregates/models.ts';

export class WithdrawPromotion extends ContextCommand<WithdrawPromotionBody> {}

@CommandHandler(WithdrawPromotion)
export class WithdrawPromotionHandler implements ICommandHandler<WithdrawPromotion> {
  constructor(private readonly models: Models) {}

  execute({ request, transaction }: WithdrawPromotion): Promise<CommandOutcome> {
    const { model, ...data } = request.body;
    return this.models.handle(request, model, () => ({ type: 'WithdrawPromotion', data }), transaction);
  }
}
