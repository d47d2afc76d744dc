import { Type, type Static } from 'typebox';
import { defineEvent } from '@throughline/kernel';
import { example } from './examples.ts';
import { datasetVersion, nullable, runKind, runPurpose, runWindow, streamId, subject } from './shared.ts';

const schema = Type.Object({
  kind: runKind,
  purpose: runPurpose,
  kpi: streamId,
  dataset: streamId,
  datasetVersion,
  subject: nullable(subject),
  window: nullable(runWindow),
  /** What has not arrived from another context yet. */
  waitingFor: Type.String({ minLength: 1, maxLength: 500 }),
}, { additionalProperties: false });

export type TrainingRunDeferredV1 = Static<typeof schema>;

/** A run that a fact asked for waits for another fact that is still on its way. */
export const trainingRunDeferredV1 = defineEvent<TrainingRunDeferredV1>({
  context: 'training', aggregate: 'training-run', type: 'training-run-deferred', version: 1,
  summary: 'A run that a fact asked for waits for another fact that is still on its way.',
  schema,
  example: {
    kind: 'score', purpose: 'window', kpi: example.kpi, dataset: example.dataset, datasetVersion: '4-q1', subject: example.subject,
    window: { monitor: example.monitor, week: '2001-W14' }, waitingFor: 'version 4-q1 of the dataset flights',
  },
});
