import { Type, type Static } from 'typebox';
import { defineEvent } from '@throughline/kernel';
import { aKpi, aRun, failure, streamId } from './shared.ts';

const schema = Type.Object({
  run: streamId,
  kpi: streamId,
  reason: failure,
}, { additionalProperties: false });

export type EvaluationFailedV1 = Static<typeof schema>;

/** A scoring run could not be measured. */
export const evaluationFailedV1 = defineEvent<EvaluationFailedV1>({
  context: 'monitoring', aggregate: 'evaluation', type: 'evaluation-failed', version: 1,
  summary: 'A scoring run could not be measured.',
  schema,
  example: {
    run: aRun, kpi: aKpi, reason: 'predictions: the row number 17 occurs more than once',
  },
});
