import { Type, type Static } from 'typebox';
import { defineEvent } from '@throughline/kernel';
import { example } from './examples.ts';
import { nullable, runKind, runPurpose, runWindow, streamId } from './shared.ts';

const schema = Type.Object({
  kind: runKind,
  purpose: runPurpose,
  kpi: streamId,
  window: nullable(runWindow),
  reason: Type.String({ minLength: 3, maxLength: 2000 }),
}, { additionalProperties: false });

export type TrainingRunCancelledV1 = Static<typeof schema>;

/** A run was called off; whatever its program still writes is not accepted. */
export const trainingRunCancelledV1 = defineEvent<TrainingRunCancelledV1>({
  context: 'training', aggregate: 'training-run', type: 'training-run-cancelled', version: 1,
  summary: 'A run was called off; whatever its program still writes is not accepted.',
  schema,
  example: { kind: 'train', purpose: 'train', kpi: example.kpi, window: null, reason: 'The wrong months.' },
});
