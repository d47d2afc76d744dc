import type { BlobStore } from '@throughline/blob-store';
import type { Transaction } from '@throughline/commands';
import { naturalStream } from '@throughline/kernel';
import { resultDigest, type Cached, type RunResult, type RunSpec } from '@throughline/training-domain';
import type { RunManifests } from '../aggregates/run-manifests.ts';
import type { TrainingRuns } from '../aggregates/training-runs.ts';

export interface EarlierResult {
  readonly cached: Cached;
  readonly result: RunResult;
}

/** The result of an earlier run with the same manifest, if it has one and its bytes are still there. */
export const findEarlierResult = async (
  { runs, manifests, blobs }: { runs: TrainingRuns; manifests: RunManifests; blobs: BlobStore }, tx: Transaction, workspace: string, run: string, spec: RunSpec,
): Promise<EarlierResult | null> => {
  const { state } = await manifests.read(tx, naturalStream('run-manifest', workspace, spec.manifestDigest), workspace);
  if (state.status !== 'resulted' || state.run === run) return null;
  const original = (await runs.read(tx, state.run, workspace)).state;
  if (original.status !== 'succeeded' || !await blobs.has(resultDigest(original.result))) return null;
  return { cached: { run: state.run, reason: 'an earlier run had the same manifest, and its result is still stored' }, result: original.result };
};
