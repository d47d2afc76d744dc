import { Type, type Static } from 'typebox';
import { DIGEST_PATTERN, defineEvent } from '@throughline/kernel';
import { ISO_WEEK_PATTERN } from './kpi-definition.ts';
import { streamId } from './shared.ts';

const schema = Type.Object({
  kpiVersion: Type.Integer({ minimum: 1 }),
  value: Type.Number(),
  evaluation: streamId,
  /** SHA-256 of the dataset's file that was measured on. */
  datasetDigest: Type.String({ pattern: DIGEST_PATTERN }),
  datasetVersion: Type.String({ minLength: 1, maxLength: 40 }),
  weeks: Type.Array(Type.String({ pattern: ISO_WEEK_PATTERN }), { minItems: 1 }),
}, { additionalProperties: false });

export type KpiBaselineRecordedV1 = Static<typeof schema>;

/** The value that a model must beat was taken from a measurement. */
export const kpiBaselineRecordedV1 = defineEvent<KpiBaselineRecordedV1>({
  context: 'requirements', aggregate: 'kpi', type: 'kpi-baseline-recorded', version: 1,
  summary: 'The value that a model must beat was taken from a measurement.',
  schema,
  example: { kpiVersion: 1, value: 0.3512, evaluation: 'evaluation-1c2d3e4f-5a6b-5c7d-8e9f-0a1b2c3d4e61', datasetDigest: 'sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb', datasetVersion: '3-q1', weeks: ['2001-W10', '2001-W11', '2001-W12'] },
});
