import { Type, type Static } from 'typebox';
import { defineEvent } from '@throughline/kernel';
import { example } from './examples.ts';
import { difference, digest, modelName, nullable, runKind, streamId, subject } from './shared.ts';

const schema = Type.Object({
  kind: runKind,
  kpi: streamId,
  model: nullable(modelName),
  manifestDigest: digest,
  original: streamId,
  run: streamId,
  /** What differs, by file: at most 200 are named. */
  differences: Type.Array(difference, { minItems: 1, maxItems: 200 }),
  /** How many differences there are in all. */
  differenceCount: Type.Integer({ minimum: 1 }),
  /** The model version that the original made; null for scoring runs. */
  subject: nullable(subject),
}, { additionalProperties: false });

export type TrainingRunDifferedV1 = Static<typeof schema>;

/** A second run of one manifest came to another result: it is not reproducible. */
export const trainingRunDifferedV1 = defineEvent<TrainingRunDifferedV1>({
  context: 'training', aggregate: 'run-manifest', type: 'training-run-differed', version: 1,
  summary: 'A second run of one manifest came to another result: it is not reproducible.',
  schema,
  example: {
    kind: 'train', kpi: example.kpi, model: 'late-flights', manifestDigest: example.manifestDigest, original: example.earlierRun, run: example.run,
    differences: [{ path: 'model.json', original: example.artifactDigest, rerun: example.seriesDigest }], differenceCount: 1, subject: example.subject,
  },
});
