import { Type, type Static } from 'typebox';
import { defineEvent } from '@throughline/kernel';
import { aDigest, aVerification, count, datasetName, datasetVersion, digest, reason, ruleId, streamId } from './shared.ts';

const schema = Type.Object({
  name: datasetName,
  base: datasetVersion,
  version: datasetVersion,
  verification: streamId,
  rules: Type.Array(ruleId, { minItems: 1 }),
  /** Parquet file of the numbers of the rows left out by this, ascending, each once. */
  keys: digest,
  keysSize: count,
  rows: count,
  reason,
}, { additionalProperties: false });

export type RowsQuarantinedV1 = Static<typeof schema>;

/** A steward left out the rows that broke rules; the derived version is the base without them. */
export const rowsQuarantinedV1 = defineEvent<RowsQuarantinedV1>({
  context: 'data-quality', aggregate: 'dataset', type: 'rows-quarantined', version: 1,
  summary: 'A steward left out the rows that broke rules; the derived version is the base without them.',
  schema,
  example: { name: 'flights', base: '3', version: '3-q1', verification: aVerification, rules: ['row-unique'], keys: aDigest, keysSize: 2048, rows: 812, reason: 'The source sent these flights twice.' },
});
