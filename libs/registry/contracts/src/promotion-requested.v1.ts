import { Type, type Static } from 'typebox';
import { defineEvent } from '@throughline/kernel';
import { evidence, evidenceExample } from './evidence.ts';
import { environment, name, number, reason, streamId, subject, uuid } from './shared.ts';

const schema = Type.Object({
  promotion: uuid,
  model: streamId,
  name,
  kpi: streamId,
  subject,
  number,
  environment,
  evidence,
  reason,
}, { additionalProperties: false });

export type PromotionRequestedV1 = Static<typeof schema>;

/** Somebody asked for a model version to be put into an environment; its evidence was complete at that moment. */
export const promotionRequestedV1 = defineEvent<PromotionRequestedV1>({
  context: 'registry', aggregate: 'model', type: 'promotion-requested', version: 1,
  summary: 'Somebody asked for a model version to be put into an environment; its evidence was complete at that moment.',
  schema,
  example: { promotion: '2f1e0d9c-8b7a-5968-8574-6352413f2e1d', model: 'model-7b8c9d10-1e2f-5a3b-8c4d-5e6f7a8b9c41', name: 'late-flights', kpi: 'kpi-5a1f8f60-27b4-5b0b-8c39-2a3f9d3c5e21', subject: { kind: 'artifact', digest: 'sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' }, number: 1, environment: 'production', evidence: evidenceExample, reason: 'Beats the baseline by nine points.' },
});
