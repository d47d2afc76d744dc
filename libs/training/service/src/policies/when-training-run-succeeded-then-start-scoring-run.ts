import { when } from '@throughline/kernel';
import type { Policy } from '@throughline/projections';
import { trainingRunSucceededV1 } from '@throughline/training-contracts';
import type { StartAskedScoringRunBody } from '../commands/start-asked-scoring-run.ts';

/** Scores the weeks that a training run named, with the model that it made and the program that it named. */
export const whenTrainingRunSucceededThenStartScoringRun: Policy = {
  name: 'when-training-run-succeeded-then-start-scoring-run',
  startFrom: 'beginning',
  on: [when(trainingRunSucceededV1, ({ data, stream }) => {
    if (data.kind !== 'train' || !data.subject || !data.evaluateOn) return [];
    const body: StartAskedScoringRunBody = {
      kpi: data.kpi, kpiVersion: null, dataset: data.dataset, datasetVersion: data.evaluateOn.datasetVersion, weeks: data.evaluateOn.weeks,
      purpose: 'evaluation', window: null, scorer: { kind: 'model', subject: data.subject, run: stream },
    };
    return [{ name: 'start-asked-scoring-run', body, target: 'evaluation' }];
  })],
};
