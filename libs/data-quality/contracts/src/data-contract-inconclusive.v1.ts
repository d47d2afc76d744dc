import { Type, type Static } from 'typebox';
import { defineEvent } from '@throughline/kernel';
import { aContract, aDataset, aDigest, aVerification, datasetName, datasetVersion, digest, ruleId, streamId } from './shared.ts';

const schema = Type.Object({
  dataset: streamId,
  datasetName,
  datasetVersion,
  /** SHA-256 of the dataset's file. */
  datasetDigest: digest,
  contract: streamId,
  contractVersion: Type.Integer({ minimum: 1 }),
  verification: streamId,
  severeFailures: Type.Array(ruleId),
}, { additionalProperties: false });

export type DataContractInconclusiveV1 = Static<typeof schema>;

/** A severe rule could not be evaluated: the dataset version may not be used. */
export const dataContractInconclusiveV1 = defineEvent<DataContractInconclusiveV1>({
  context: 'data-quality', aggregate: 'verification', type: 'data-contract-inconclusive', version: 1,
  summary: 'A severe rule could not be evaluated: the dataset version may not be used.',
  schema,
  example: { dataset: aDataset, datasetName: 'flights', datasetVersion: '3-q1', datasetDigest: aDigest, contract: aContract, contractVersion: 1, verification: aVerification, severeFailures: [] },
});
