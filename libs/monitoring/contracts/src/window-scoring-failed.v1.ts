import { Type, type Static } from 'typebox';
import { defineEvent } from '@throughline/kernel';
import { aMonitor, aRun, failure, isoWeek, streamId } from './shared.ts';

const schema = Type.Object({
  monitor: streamId,
  week: isoWeek,
  purpose: Type.Enum(['window', 'window-baseline']),
  run: streamId,
  reason: failure,
}, { additionalProperties: false });

export type WindowScoringFailedV1 = Static<typeof schema>;

/** A scoring run of a window failed; the window waits for another one. */
export const windowScoringFailedV1 = defineEvent<WindowScoringFailedV1>({
  context: 'monitoring', aggregate: 'monitor', type: 'window-scoring-failed', version: 1,
  summary: 'A scoring run of a window failed; the window waits for another one.',
  schema,
  example: {
    monitor: aMonitor, week: '2001-W14', purpose: 'window', run: aRun, reason: 'exit code 1',
  },
});
