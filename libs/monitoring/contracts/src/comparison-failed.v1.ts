import { Type, type Static } from 'typebox';
import { defineEvent } from '@throughline/kernel';
import { aKpi, failure, streamId } from './shared.ts';

const schema = Type.Object({
  kpi: streamId,
  reason: failure,
}, { additionalProperties: false });

export type ComparisonFailedV1 = Static<typeof schema>;

/** Two versions could not be compared. */
export const comparisonFailedV1 = defineEvent<ComparisonFailedV1>({
  context: 'monitoring', aggregate: 'comparison', type: 'comparison-failed', version: 1,
  summary: 'Two versions could not be compared.',
  schema,
  example: {
    kpi: aKpi, reason: 'candidate: has 115203 rows in 2001-W20, the incumbent 115204; compare on the same rows',
  },
});
