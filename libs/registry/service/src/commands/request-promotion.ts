import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { RequestPromotionBody } from '@throughline/registry-contracts';
import { initialModelVersion } from '@throughline/registry-domain';
import { ContextCommand, type CommandOutcome } from '@throughline/commands';
import { ModelVersions } from '../aggregates/model-versions.ts';
import { Models } from '../aggregates/models.ts';
import { promotionFacts } from './promotion-facts.ts';

export class RequestPromotion extends ContextCommand<RequestPromotionBody> {}

@CommandHandler(RequestPromotion)
export class RequestPromotionHandler implements ICommandHandler<RequestPromotion> {
  constructor(private readonly models: Models, private readonly versions: ModelVersions) {}

  execute({ request, transaction }: RequestPromotion): Promise<CommandOutcome> {
    const { model, subject, environment, reason } = request.body;
    return this.models.handle(request, model, async (work) => {
      const { state } = await this.models.read(work.tx, model, work.workspace);
      const facts = state.status === 'named'
        ? await promotionFacts(work, this.versions, state.name, subject)
        : { version: initialModelVersion(), kpiDefinedIn: null, contract: null, gates: [] };
      return { type: 'RequestPromotion', data: { subject, environment, reason, facts } };
    }, transaction);
  }
}
