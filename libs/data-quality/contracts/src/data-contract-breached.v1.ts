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

export type DataContractBreachedV1 = Static<typeof schema>;

/** A severe rule was broken: the dataset version may not be used. */
export const dataContractBreachedV1 = defineEvent<DataContractBreachedV1>({
  context: 'data-quality', aggregate: 'verification', type: 'data-contract-breached', version: 1,
  summary: 'A severe rule was broken: the dataset version may not be used.',
  schema,
  example: { dataset: aDataset, datasetName: 'flights', datasetVersion: '3-q1', datasetDigest: aDigest, contract: aContract, contractVersion: 1, verification: aVerification, severeFailures: ['row-unique'] },
});
