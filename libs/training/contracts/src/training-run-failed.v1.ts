import { Type, type Static } from 'typebox';
import { defineEvent } from '@throughline/kernel';
import { example } from './examples.ts';
import { nullable, runKind, runPurpose, runWindow, stored, streamId } from './shared.ts';

const schema = Type.Object({
  kind: runKind,
  purpose: runPurpose,
  kpi: streamId,
  window: nullable(runWindow),
  /** What went wrong, for people. */
  reason: Type.String({ minLength: 1, maxLength: 4000 }),
  /** Exit code of the program; null when it did not end by itself or did not run. */
  exitCode: nullable(Type.Integer()),
  attempts: Type.Integer({ minimum: 0 }),
  /** The metrics that the program had reported until then. */
  series: nullable(stored),
}, { additionalProperties: false });

export type TrainingRunFailedV1 = Static<typeof schema>;

/** A run ended without a result. */
export const trainingRunFailedV1 = defineEvent<TrainingRunFailedV1>({
  context: 'training', aggregate: 'training-run', type: 'training-run-failed', version: 1,
  summary: 'A run ended without a result.',
  schema,
  example: { kind: 'train', purpose: 'train', kpi: example.kpi, window: null, reason: 'the program ended with exit code 3', exitCode: 3, attempts: 1, series: null },
});
