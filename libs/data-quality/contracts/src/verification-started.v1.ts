import { Type, type Static } from 'typebox';
import { defineEvent } from '@throughline/kernel';
import { aContract, aDataset, datasetName, datasetVersion, streamId } from './shared.ts';

const schema = Type.Object({
  dataset: streamId,
  datasetName,
  datasetVersion,
  contract: streamId,
  contractVersion: Type.Integer({ minimum: 1 }),
}, { additionalProperties: false });

export type VerificationStartedV1 = Static<typeof schema>;

/** A dataset version is being held to its contract. */
export const verificationStartedV1 = defineEvent<VerificationStartedV1>({
  context: 'data-quality', aggregate: 'verification', type: 'verification-started', version: 1,
  summary: 'A dataset version is being held to its contract.',
  schema,
  example: { dataset: aDataset, datasetName: 'flights', datasetVersion: '3-q1', contract: aContract, contractVersion: 1 },
});
