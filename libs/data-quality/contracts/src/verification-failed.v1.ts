import { Type, type Static } from 'typebox';
import { defineEvent } from '@throughline/kernel';
import { aDataset, datasetName, datasetVersion, reason, streamId } from './shared.ts';

const schema = Type.Object({
  dataset: streamId,
  datasetName,
  datasetVersion,
  reason,
}, { additionalProperties: false });

export type VerificationFailedV1 = Static<typeof schema>;

/** A verification could not be carried out. */
export const verificationFailedV1 = defineEvent<VerificationFailedV1>({
  context: 'data-quality', aggregate: 'verification', type: 'verification-failed', version: 1,
  summary: 'A verification could not be carried out.',
  schema,
  example: { dataset: aDataset, datasetName: 'flights', datasetVersion: '3-q1', reason: 'time-limit: 300 s' },
});
