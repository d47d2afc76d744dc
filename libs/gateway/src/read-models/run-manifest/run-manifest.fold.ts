import { when, type IntegrationEvent } from '@throughline/kernel';
import {
  manifestClaimedV1, manifestResultRecordedV1, trainingRunDifferedV1, trainingRunReproducedV1, type TrainingRunDifferedV1,
} from '@throughline/training-contracts';
import { text } from '../columns.ts';
import { fold } from '../fold.ts';

export interface ManifestRerun {
  readonly run: string;
  readonly reproduced: boolean;
  readonly differences: TrainingRunDifferedV1['differences'];
  readonly differenceCount: number;
  readonly at: string;
}

export interface RunManifestDocument {
  readonly manifestDigest: string;
  readonly claimedBy: string | null;
  /** The run whose result answers later ones. */
  readonly original: string | null;
  readonly result: string | null;
  readonly reruns: readonly ManifestRerun[];
}

const rerun = (doc: RunManifestDocument, run: string, differences: ManifestRerun['differences'], differenceCount: number, at: string): RunManifestDocument =>
  ({ ...doc, reruns: [...doc.reruns, { run, reproduced: differenceCount === 0, differences, differenceCount, at }] });

export const runManifest = fold<RunManifestDocument>({
  name: 'run-manifest', version: 1,
  columns: { manifest: text((doc) => doc.manifestDigest), original: text((doc) => doc.original) },
  blank: ({ data }: IntegrationEvent): RunManifestDocument =>
    ({ manifestDigest: (data as { manifestDigest: string }).manifestDigest, claimedBy: null, original: null, result: null, reruns: [] }),
  on: [
    when(manifestClaimedV1, ({ data }, doc) => ({ ...doc, claimedBy: data.run })),
    when(manifestResultRecordedV1, ({ data }, doc) => ({ ...doc, original: data.run, result: data.result })),
    when(trainingRunReproducedV1, ({ data, time }, doc) => rerun(doc, data.run, [], 0, time)),
    when(trainingRunDifferedV1, ({ data, time }, doc) => rerun(doc, data.run, data.differences, data.differenceCount, time)),
  ],
});
