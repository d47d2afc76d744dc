import { Type, type Static } from 'typebox';
import { defineEvent } from '@throughline/kernel';
import { example } from './examples.ts';
import {
  cached, datasetVersion, digest, evaluateOn, modelName, nullable, period, runKind, runPurpose, runWindow, scorer, stored, streamId, subject, week,
} from './shared.ts';

const schema = Type.Object({
  kind: runKind,
  purpose: runPurpose,
  kpi: streamId,
  kpiVersion: Type.Integer({ minimum: 1 }),
  model: nullable(modelName),
  dataset: streamId,
  datasetName: Type.String(),
  datasetVersion,
  datasetDigest: digest,
  contractVersion: Type.Integer({ minimum: 1 }),
  period: nullable(period),
  weeks: Type.Array(week),
  scorer: nullable(scorer),
  /** The model version that the run made (train) or scored with (score); null when a feature scored. */
  subject: nullable(subject),
  /** Folder `model/` as a tree in the blob store; its digest is the subject's. */
  artifact: nullable(stored),
  /** Parquet with `row_number` BIGINT and `score` DOUBLE (null where a feature has no value), ordered by row number. */
  predictions: nullable(stored),
  /** JSON array of the program's own `{name, step, value}`, by name and step: shown, never evidence. */
  series: nullable(stored),
  /** False when the program ended well but its standard output broke off in mid-line or before its progress was complete. */
  outputComplete: Type.Boolean(),
  window: nullable(runWindow),
  evaluateOn: nullable(evaluateOn),
  manifestDigest: digest,
  /** Given when no program ran because an earlier run had the same manifest. */
  cached: nullable(cached),
  /** Wall time of the attempt that succeeded. */
  seconds: Type.Number({ minimum: 0 }),
  /** 0 when answered from an earlier run. */
  attempts: Type.Integer({ minimum: 0 }),
}, { additionalProperties: false });

export type TrainingRunSucceededV1 = Static<typeof schema>;

/** A run made its model or its predictions. */
export const trainingRunSucceededV1 = defineEvent<TrainingRunSucceededV1>({
  context: 'training', aggregate: 'training-run', type: 'training-run-succeeded', version: 1,
  summary: 'A run made its model or its predictions.',
  schema,
  example: {
    kind: 'train', purpose: 'train', kpi: example.kpi, kpiVersion: 1, model: 'late-flights', dataset: example.dataset, datasetName: 'flights', datasetVersion: '3-q1',
    datasetDigest: example.fileDigest, contractVersion: 1, period: { from: '2001-01-01', to: '2001-03-01' }, weeks: [], scorer: null, subject: example.subject,
    artifact: { digest: example.artifactDigest, size: 41_284 }, predictions: null, series: { digest: example.seriesDigest, size: 412 }, outputComplete: true,
    window: null, evaluateOn: example.evaluateOn, manifestDigest: example.manifestDigest, cached: null, seconds: 6.2, attempts: 1,
  },
});
