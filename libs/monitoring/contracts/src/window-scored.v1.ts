import { Type, type Static } from 'typebox';
import { defineEvent } from '@throughline/kernel';
import { aDigest, aMonitor, aRun, digest, isoWeek, streamId } from './shared.ts';

const schema = Type.Object({
  monitor: streamId,
  week: isoWeek,
  purpose: Type.Enum(['window', 'window-baseline']),
  run: streamId,
  predictions: digest,
}, { additionalProperties: false });

export type WindowScoredV1 = Static<typeof schema>;

/** Predictions for a window arrived. */
export const windowScoredV1 = defineEvent<WindowScoredV1>({
  context: 'monitoring', aggregate: 'monitor', type: 'window-scored', version: 1,
  summary: 'Predictions for a window arrived.',
  schema,
  example: {
    monitor: aMonitor, week: '2001-W14', purpose: 'window', run: aRun, predictions: aDigest,
  },
});
