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

export type DataContractMetV1 = Static<typeof schema>;

/** No severe rule was broken: the dataset version may be used. */
export const dataContractMetV1 = defineEvent<DataContractMetV1>({
  context: 'data-quality', aggregate: 'verification', type: 'data-contract-met', version: 1,
  summary: 'No severe rule was broken: the dataset version may be used.',
  schema,
  example: { dataset: aDataset, datasetName: 'flights', datasetVersion: '3-q1', datasetDigest: aDigest, contract: aContract, contractVersion: 1, verification: aVerification, severeFailures: [] },
});
