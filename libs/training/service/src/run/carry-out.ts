import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { TreeRefused, type BlobStore } from '@throughline/blob-store';
import type { PlannedRun, RunResult, Stored } from '@throughline/training-domain';
import type { ProgramExecutor } from '../executor/program-executor.ts';
import { withAttemptFolders, type AttemptFolders } from './attempt-folders.ts';
import { checkPredictions } from './check-predictions.ts';
import { failingTheRun } from './data-limits.ts';
import type { LiveReporter } from './live-reporter.ts';
import { openDataset } from './open-dataset.ts';
import { RunFailed } from './run-failed.ts';
import { runProgram } from './run-program.ts';
import { scoreWithFeature } from './score-with-feature.ts';
import { writeFeatureTable } from './write-feature-table.ts';

export interface Tools {
  readonly blobs: BlobStore;
  readonly datasetRoots: readonly string[];
  readonly executor: ProgramExecutor;
}

const storedModel = async (folders: AttemptFolders, blobs: BlobStore): Promise<Stored> => {
  const folder = join(folders.output, 'model');
  const entry = await lstat(folder).catch((error: NodeJS.ErrnoException) => { if (error.code === 'ENOENT') return null; throw error; });
  if (!entry?.isDirectory()) throw new RunFailed('the program wrote no folder model/');
  try {
    const { digest, size } = await blobs.putTree(folder);
    return { digest, size };
  } catch (error) {
    if (error instanceof TreeRefused) throw new RunFailed(`model/ cannot be stored: ${error.message}`);
    throw error;
  }
};

/** One attempt, from the rows of the dataset to what the program made of them. */
export const carryOut = (run: PlannedRun, { blobs, datasetRoots, executor }: Tools, live: LiveReporter, signal: AbortSignal): Promise<Omit<RunResult, 'series'>> =>
  withAttemptFolders(async (folders) => {
    const { spec } = run;
    const rows = await failingTheRun(() => openDataset(run, blobs, datasetRoots, folders.base));
    if (spec.scorer?.kind === 'feature') {
      return { artifact: null, predictions: await scoreWithFeature(run, spec.scorer.feature, rows, folders, blobs, signal), outputComplete: true };
    }
    live.say('the feature table is being written');
    const table = await writeFeatureTable(run, rows, folders, signal);
    live.say(`the feature table has ${table.rows} rows; the program starts`);
    if (spec.kind === 'score' && spec.subject?.kind === 'artifact') await blobs.getTree(spec.subject.digest, join(folders.input, 'model'));
    const outputComplete = await runProgram(run, folders, blobs, executor, live, signal);
    return spec.kind === 'train'
      ? { artifact: await storedModel(folders, blobs), predictions: null, outputComplete }
      : { artifact: null, predictions: await checkPredictions(table, folders, blobs, signal), outputComplete };
  });
