import { when } from '@throughline/kernel';
import { trainingRunCancelledV1, trainingRunFailedV1, type TrainingRunFailedV1 } from '@throughline/training-contracts';
import type { RecordWindowScoringFailure } from '@throughline/monitoring-domain';
import type { Policy, PolicyCommand } from '@throughline/projections';

const record = (run: string, { window, purpose }: Pick<TrainingRunFailedV1, 'window' | 'purpose'>, reason: string): readonly PolicyCommand[] => {
  if (!window) return [];
  const { monitor, week } = window;
  const body: RecordWindowScoringFailure['data'] = { monitor, week, purpose: purpose === 'window-baseline' ? 'window-baseline' : 'window', run, reason: reason.slice(0, 2000) };
  return [{ name: 'record-window-scoring-failure', body, target: monitor }];
};

/** A window whose scoring failed or was called off says so and waits for another run. */
export const whenTrainingRunFailedThenRecordWindowScoringFailure: Policy = {
  name: 'when-training-run-failed-then-record-window-scoring-failure',
  startFrom: 'beginning',
  on: [
    when(trainingRunFailedV1, ({ stream, data }) => record(stream, data, data.reason)),
    when(trainingRunCancelledV1, ({ stream, data }) => record(stream, data, `cancelled: ${data.reason}`)),
  ],
};
