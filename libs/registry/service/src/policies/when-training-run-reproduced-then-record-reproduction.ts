import { peopleBehind, when } from '@throughline/kernel';
import { trainingRunReproducedV1 } from '@throughline/training-contracts';
import type { Policy } from '@throughline/projections';
import { modelStream } from '../aggregates/streams.ts';

/** Scores that were reproduced say nothing about how the model came to be. */
export const whenTrainingRunReproducedThenRecordReproduction: Policy = {
  name: 'when-training-run-reproduced-then-record-reproduction',
  startFrom: 'beginning',
  on: [when(trainingRunReproducedV1, (event) => {
    const { kind, model, subject, run, original, manifestDigest } = event.data;
    if (kind !== 'train' || !model || !subject) return [];
    return [{
      name: 'record-rerun', target: 'model-version',
      body: { model: modelStream(event.workspace, model), name: model, subject, run, original, manifestDigest, differences: 0, authors: peopleBehind(event) },
    }];
  })],
};
