import { Type, type Static } from 'typebox';
import { defineEvent } from '@throughline/kernel';
import { example } from './examples.ts';
import {
  datasetVersion, digest, evaluateOn, featureName, label, modelName, nullable, period, program, runKind, runLimits, runPurpose, runWindow, scorer,
  streamId, subject, week,
} from './shared.ts';

const schema = Type.Object({
  kind: runKind,
  purpose: runPurpose,
  kpi: streamId,
  kpiVersion: Type.Integer({ minimum: 1 }),
  /** Name of the model that the run makes, or whose version it scores with; null when a feature scores. */
  model: nullable(modelName),
  dataset: streamId,
  datasetName: Type.String(),
  datasetVersion,
  /** SHA-256 of the dataset's file. */
  datasetDigest: digest,
  contractVersion: Type.Integer({ minimum: 1 }),
  /** Days whose rows are learnt from; null when scoring. */
  period: nullable(period),
  /** Weeks whose rows are scored; empty when training. */
  weeks: Type.Array(week),
  scorer: nullable(scorer),
  program: nullable(program),
  input: Type.Enum(['csv', 'parquet']),
  /** Digest of the RFC 8785 text of the feature declarations, and the features in the order of the table. */
  features: Type.Object({ digest, names: Type.Array(featureName) }, { additionalProperties: false }),
  label: nullable(label),
  parametersDigest: digest,
  seed: Type.Integer({ minimum: 0, maximum: 4_294_967_295 }),
  /** The model version that scores; null when training or when a feature scores. */
  subject: nullable(subject),
  window: nullable(runWindow),
  evaluateOn: nullable(evaluateOn),
  /** Asked to run although an equal manifest has a result: to see whether it comes out the same. */
  forced: Type.Boolean(),
  limits: runLimits,
  /** SHA-256 of the RFC 8785 text of the manifest, under which the blob store has it. */
  manifestDigest: digest,
}, { additionalProperties: false });

export type TrainingRunStartedV1 = Static<typeof schema>;

/** A run that trains a model or scores rows was accepted, with all that its result depends on. */
export const trainingRunStartedV1 = defineEvent<TrainingRunStartedV1>({
  context: 'training', aggregate: 'training-run', type: 'training-run-started', version: 1,
  summary: 'A run that trains a model or scores rows was accepted, with all that its result depends on.',
  schema,
  example: {
    kind: 'train', purpose: 'train', kpi: example.kpi, kpiVersion: 1, model: 'late-flights', dataset: example.dataset, datasetName: 'flights', datasetVersion: '3-q1',
    datasetDigest: example.fileDigest, contractVersion: 1, period: { from: '2001-01-01', to: '2001-03-01' }, weeks: [], scorer: null,
    program: { folder: 'late-flights/programs', codeDigest: example.codeDigest, command: ['node', 'train.mjs'] }, input: 'csv',
    features: { digest: example.featuresDigest, names: ['weekday', 'origin_late_7d'] }, label: example.label, parametersDigest: example.parametersDigest, seed: 7,
    subject: null, window: null, evaluateOn: example.evaluateOn, forced: false, limits: { seconds: 900, outputBytes: 536_870_912 }, manifestDigest: example.manifestDigest,
  },
});
