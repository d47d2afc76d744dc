import { Type, type Static } from 'typebox';
import { defineEvent } from '@throughline/kernel';
import { ruleResult } from './rule-result.ts';
import { aContract, aDataset, aDigest, blob, count, datasetName, datasetVersion, streamId } from './shared.ts';

const schema = Type.Object({
  dataset: streamId,
  datasetName,
  datasetVersion,
  contract: streamId,
  contractVersion: Type.Integer({ minimum: 1 }),
  verdict: Type.Enum(['met', 'breached', 'inconclusive']),
  rows: count,
  results: Type.Array(ruleResult),
  profile: blob,
}, { additionalProperties: false });

export type VerificationCompletedV1 = Static<typeof schema>;

/** A dataset version was profiled and every rule of its contract evaluated. */
export const verificationCompletedV1 = defineEvent<VerificationCompletedV1>({
  context: 'data-quality', aggregate: 'verification', type: 'verification-completed', version: 1,
  summary: 'A dataset version was profiled and every rule of its contract evaluated.',
  schema,
  example: {
    dataset: aDataset, datasetName: 'flights', datasetVersion: '3-q1', contract: aContract, contractVersion: 1, verdict: 'met', rows: 1476913,
    results: [{ rule: 'no-null', kind: 'not-null', severe: true, unit: 'rows', evaluated: 1476913, failed: 0, members: null, verdict: 'passed', reason: null, keys: null }],
    profile: { digest: aDigest, size: 20480 },
  },
});
