import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { DecidePromotionBody } from '@throughline/registry-contracts';
import { ContextCommand, type CommandOutcome } from '@throughline/commands';
import { ModelVersions } from '../aggregates/model-versions.ts';
import { Models } from '../aggregates/models.ts';
import { promotionFacts } from './promotion-facts.ts';

export class DecidePromotion extends ContextCommand<DecidePromotionBody> {}

@CommandHandler(DecidePromotion)
export class DecidePromotionHandler implements ICommandHandler<DecidePromotion> {
  constructor(private readonly models: Models, private readonly versions: ModelVersions) {}

  execute({ request, transaction }: DecidePromotion): Promise<CommandOutcome> {
    const { model, promotion, decision, reason } = request.body;
    return this.models.handle(request, model, async (work) => {
      // Which subject a request names never changes, so reading it beside the decision's own load is safe.
      const { state } = await this.models.read(work.tx, model, work.workspace);
      const asked = state.status === 'named' ? state.requests.get(promotion) : undefined;
      const facts = asked ? await promotionFacts(work, this.versions, asked.name, asked.subject) : null;
      return { type: 'DecidePromotion', data: { promotion, decision, reason, facts } };
    }, transaction);
  }
}
