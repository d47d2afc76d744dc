import { Type, type Static } from 'typebox';
import { defineEvent } from '@throughline/kernel';

const schema = Type.Object({
  /** 1, 2, …; only the newest attempt's result is accepted. */
  attempt: Type.Integer({ minimum: 1 }),
}, { additionalProperties: false });

export type TrainingRunAttemptStartedV1 = Static<typeof schema>;

/** An attempt to carry out the run began; any earlier one was lost. */
export const trainingRunAttemptStartedV1 = defineEvent<TrainingRunAttemptStartedV1>({
  context: 'training', aggregate: 'training-run', type: 'training-run-attempt-started', version: 1,
  summary: 'An attempt to carry out the run began; any earlier one was lost.',
  schema,
  example: { attempt: 1 },
});
