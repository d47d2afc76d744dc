import { peopleBehind, when } from '@throughline/kernel';
import { trainingRunDifferedV1 } from '@throughline/training-contracts';
import type { Policy } from '@throughline/projections';
import { modelStream } from '../aggregates/streams.ts';

/** A rerun that came to another result is evidence against the version that the original made. */
export const whenTrainingRunDifferedThenRecordDifference: Policy = {
  name: 'when-training-run-differed-then-record-difference',
  startFrom: 'beginning',
  on: [when(trainingRunDifferedV1, (event) => {
    const { kind, model, subject, run, original, manifestDigest, differenceCount } = event.data;
    if (kind !== 'train' || !model || !subject) return [];
    return [{
      name: 'record-rerun', target: 'model-version',
      body: { model: modelStream(event.workspace, model), name: model, subject, run, original, manifestDigest, differences: differenceCount, authors: peopleBehind(event) },
    }];
  })],
};
