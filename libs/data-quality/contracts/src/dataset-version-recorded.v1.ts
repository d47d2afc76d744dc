import { Type, type Static } from 'typebox';
import { defineEvent } from '@throughline/kernel';
import { aDigest, count, datasetName, datasetVersion, digest, range } from './shared.ts';

const schema = Type.Object({
  name: datasetName,
  version: datasetVersion,
  /** Path below one of the dataset roots. */
  file: Type.String({ minLength: 1, maxLength: 500 }),
  sha256: digest,
  size: count,
  mediaType: Type.Enum(['application/vnd.apache.parquet', 'text/csv']),
  range,
  base: Type.Union([datasetVersion, Type.Null()]),
  /** Key files (parquet with `row_number`) of the rows left out. */
  minusKeys: Type.Array(digest),
}, { additionalProperties: false });

export type DatasetVersionRecordedV1 = Static<typeof schema>;

/** A version of a dataset was recorded: a file by digest, a range of it, and the rows left out. */
export const datasetVersionRecordedV1 = defineEvent<DatasetVersionRecordedV1>({
  context: 'data-quality', aggregate: 'dataset', type: 'dataset-version-recorded', version: 1,
  summary: 'A version of a dataset was recorded: a file by digest, a range of it, and the rows left out.',
  schema,
  example: { name: 'flights', version: '3', file: 'flights-3m.parquet', sha256: aDigest, size: 13493022, mediaType: 'application/vnd.apache.parquet', range: { column: 'date', from: '2001-01-01', to: '2001-04-01' }, base: null, minusKeys: [] },
});
