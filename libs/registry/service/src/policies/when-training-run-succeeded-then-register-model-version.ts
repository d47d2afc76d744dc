import { peopleBehind, when } from '@throughline/kernel';
import { trainingRunSucceededV1 } from '@throughline/training-contracts';
import type { Policy } from '@throughline/projections';
import { modelStream } from '../aggregates/streams.ts';

/** A cached run or a forced rerun names a subject that is registered already, and meets it. */
export const whenTrainingRunSucceededThenRegisterModelVersion: Policy = {
  name: 'when-training-run-succeeded-then-register-model-version',
  startFrom: 'beginning',
  on: [when(trainingRunSucceededV1, (event) => {
    const { kind, model, subject, period, kpi, dataset, datasetName, datasetVersion, datasetDigest, contractVersion, manifestDigest } = event.data;
    if (kind !== 'train' || !model || !subject || !period) return [];
    return [{
      name: 'register-model-version', target: 'model-version',
      body: {
        model: modelStream(event.workspace, model), name: model, kpi, subject, run: event.data.cached?.run ?? event.stream,
        dataset, datasetName, datasetVersion, datasetDigest, contractVersion, period, manifestDigest, authors: peopleBehind(event),
      },
    }];
  })],
};
