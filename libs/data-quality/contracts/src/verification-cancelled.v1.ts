import { Type, type Static } from 'typebox';
import { defineEvent } from '@throughline/kernel';
import { aDataset, datasetName, datasetVersion, streamId } from './shared.ts';

const schema = Type.Object({
  dataset: streamId,
  datasetName,
  datasetVersion,
}, { additionalProperties: false });

export type VerificationCancelledV1 = Static<typeof schema>;

/** A verification was called off. */
export const verificationCancelledV1 = defineEvent<VerificationCancelledV1>({
  context: 'data-quality', aggregate: 'verification', type: 'verification-cancelled', version: 1,
  summary: 'A verification was called off.',
  schema,
  example: { dataset: aDataset, datasetName: 'flights', datasetVersion: '3-q1' },
});
