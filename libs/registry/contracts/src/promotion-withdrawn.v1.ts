import { Type, type Static } from 'typebox';
import { defineEvent } from '@throughline/kernel';
import { environment, name, number, reason, streamId, subject, uuid } from './shared.ts';

const schema = Type.Object({
  promotion: uuid,
  model: streamId,
  name,
  subject,
  number,
  environment,
  reason,
}, { additionalProperties: false });

export type PromotionWithdrawnV1 = Static<typeof schema>;

/** A promotion request was taken back, or overtaken by a rollback of the same version. */
export const promotionWithdrawnV1 = defineEvent<PromotionWithdrawnV1>({
  context: 'registry', aggregate: 'model', type: 'promotion-withdrawn', version: 1,
  summary: 'A promotion request was taken back, or overtaken by a rollback of the same version.',
  schema,
  example: { promotion: '2f1e0d9c-8b7a-5968-8574-6352413f2e1d', model: 'model-7b8c9d10-1e2f-5a3b-8c4d-5e6f7a8b9c41', name: 'late-flights', subject: { kind: 'artifact', digest: 'sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' }, number: 1, environment: 'production', reason: 'A better version is on its way.' },
});
