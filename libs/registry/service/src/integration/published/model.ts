import {
  modelNamedV1, modelVersionNumberedV1, modelVersionPromotedV1, modelVersionRolledBackV1, promotionDeclinedV1, promotionRequestedV1, promotionWithdrawnV1,
  type Evidence as PublicEvidence,
} from '@throughline/registry-contracts';
import type { Evidence, ModelEvent } from '@throughline/registry-domain';
import { publish, type Publishing } from '@throughline/commands';

const evidenceOf = (evidence: Evidence): PublicEvidence => ({ ...evidence, authors: [...evidence.authors] });

export const publishModel: Publishing<ModelEvent> = {
  ModelNamed: (data) => publish(modelNamedV1, data),
  ModelVersionNumbered: (data) => publish(modelVersionNumberedV1, data),
  PromotionRequested: (data) => publish(promotionRequestedV1, { ...data, evidence: evidenceOf(data.evidence) }),
  ModelVersionPromoted: (data) => publish(modelVersionPromotedV1, { ...data, evidence: evidenceOf(data.evidence) }),
  PromotionDeclined: (data) => publish(promotionDeclinedV1, data),
  PromotionWithdrawn: (data) => publish(promotionWithdrawnV1, data),
  ModelVersionRolledBack: (data) => publish(modelVersionRolledBackV1, data),
};
