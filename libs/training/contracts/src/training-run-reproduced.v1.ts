import { Type, type Static } from 'typebox';
import { defineEvent } from '@throughline/kernel';
import { example } from './examples.ts';
import { datasetVersion, digest, modelName, nullable, runKind, streamId, subject } from './shared.ts';

const schema = Type.Object({
  kind: runKind,
  kpi: streamId,
  model: nullable(modelName),
  dataset: streamId,
  datasetVersion,
  manifestDigest: digest,
  original: streamId,
  run: streamId,
  result: digest,
  /** The model version that both runs made; null for scoring runs, which vouch for no model. */
  subject: nullable(subject),
}, { additionalProperties: false });

export type TrainingRunReproducedV1 = Static<typeof schema>;

/** A second run of one manifest, carried out anew, came to the same digest. */
export const trainingRunReproducedV1 = defineEvent<TrainingRunReproducedV1>({
  context: 'training', aggregate: 'run-manifest', type: 'training-run-reproduced', version: 1,
  summary: 'A second run of one manifest, carried out anew, came to the same digest.',
  schema,
  example: {
    kind: 'train', kpi: example.kpi, model: 'late-flights', dataset: example.dataset, datasetVersion: '3-q1', manifestDigest: example.manifestDigest,
    original: example.earlierRun, run: example.run, result: example.artifactDigest, subject: example.subject,
  },
});
