import { publish, type Publishing } from '@throughline/commands';
import { manifestClaimedV1, manifestResultRecordedV1, trainingRunDifferedV1, trainingRunReproducedV1 } from '@throughline/training-contracts';
import type { RunManifestEvent } from '@throughline/training-domain';

export const publishRunManifest: Publishing<RunManifestEvent> = {
  ManifestClaimed: (data) => publish(manifestClaimedV1, data),
  ManifestResultRecorded: ({ manifestDigest, run, result }) => publish(manifestResultRecordedV1, { manifestDigest, run, result }),
  TrainingRunReproduced: (data) => publish(trainingRunReproducedV1, data),
  TrainingRunDiffered: (data) => publish(trainingRunDifferedV1, { ...data, differences: [...data.differences] }),
};
