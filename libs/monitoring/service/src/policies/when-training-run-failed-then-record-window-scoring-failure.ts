import { when } from '@throughline/kernel';
import { trainingRunFailedV1 } from '@throughline/training-contracts';
import type { RecordWindowScoringFailure } from '@throughline/monitoring-domain';
import type { Policy } from '@throughline/projections';

/** A window whose scoring failed says so and waits for another run. */
export const whenTrainingRunFailedThenRecordWindowScoringFailure: Policy = {
  name: 'when-training-run-failed-then-record-window-scoring-failure',
  startFrom: 'beginning',
  on: [when(trainingRunFailedV1, ({ stream, data }) => {
    if (!data.window) return [];
    const { monitor, week } = data.window;
    const body: RecordWindowScoringFailure['data'] = {
      monitor, week, purpose: data.purpose === 'window-baseline' ? 'window-baseline' : 'window', run: stream, reason: data.reason.slice(0, 2000),
    };
    return [{ name: 'record-window-scoring-failure', body, target: monitor }];
  })],
};
