import { Type, type Static } from 'typebox';
import { defineEvent } from '@throughline/kernel';
import { aDataset, aDigest, blob, datasetName, ruleId, streamId } from './shared.ts';

const schema = Type.Object({
  dataset: streamId,
  datasetName,
  /** `id` of the Open Data Contract Standard document. */
  odcsId: Type.String({ minLength: 1, maxLength: 200 }),
  contractVersion: Type.Integer({ minimum: 1 }),
  document: blob,
  rules: Type.Array(Type.Object({
    id: ruleId, kind: Type.String({ minLength: 1, maxLength: 60 }), severe: Type.Boolean(), description: Type.String({ maxLength: 1000 }),
    /** Why it is severe, or what its failure costs, where the document says so. */
    reason: Type.Optional(Type.String({ maxLength: 1000 })),
  }, { additionalProperties: false })),
  /** What the document carries that is not checked here. */
  notChecked: Type.Array(Type.Object({ path: Type.String({ maxLength: 500 }), reason: Type.String({ maxLength: 500 }) }, { additionalProperties: false })),
  /** Moments in order; a column is known from its moment on. */
  moments: Type.Array(Type.String({ minLength: 1, maxLength: 80 })),
  columns: Type.Array(Type.Object({
    name: Type.String({ minLength: 1, maxLength: 120 }),
    logicalType: Type.String({ minLength: 1, maxLength: 60 }),
    availableAt: Type.Union([Type.String({ minLength: 1, maxLength: 80 }), Type.Null()]),
    /** SQL over the file's columns, for a derived column. */
    expression: Type.Union([Type.String({ minLength: 1, maxLength: 1000 }), Type.Null()]),
  }, { additionalProperties: false })),
}, { additionalProperties: false });

export type DataContractPublishedV1 = Static<typeof schema>;

/** What is promised of a dataset was published, in a version of its own. */
export const dataContractPublishedV1 = defineEvent<DataContractPublishedV1>({
  context: 'data-quality', aggregate: 'data-contract', type: 'data-contract-published', version: 1,
  summary: 'What is promised of a dataset was published, in a version of its own.',
  schema,
  example: {
    dataset: aDataset, datasetName: 'flights', odcsId: 'late-flights', contractVersion: 1, document: { digest: aDigest, size: 9000 },
    rules: [{ id: 'no-null', kind: 'not-null', severe: true, description: 'No null in any column.', reason: 'A null is a lost measurement.' }], notChecked: [{ path: 'slaProperties', reason: 'service levels are not checked' }],
    moments: ['prediction', 'departure', 'arrival'],
    columns: [{ name: 'delay', logicalType: 'integer', availableAt: 'arrival', expression: null }, { name: 'day', logicalType: 'date', availableAt: 'prediction', expression: 'cast(date as date)' }],
  },
});
