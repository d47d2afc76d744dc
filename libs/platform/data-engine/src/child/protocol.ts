import type { DataJob, DataJobProgress, DataJobResult } from '../data-job.ts';
import type { DataJobFailure } from '../data-job-failed.ts';

/** What the parent sends once: the job without its callbacks, and the folders that it made for it. */
export interface ChildJob extends Pick<DataJob, 'inputs' | 'statements' | 'limits'> {
  outputDir: string;
  tempDir: string;
  /** Removed by the child when its parent is gone. */
  workDir: string;
}

export type ChildMessage =
  | { type: 'progress'; progress: DataJobProgress }
  | { type: 'done'; result: Omit<DataJobResult, 'files'> & { fileRows: Record<string, number> } }
  | { type: 'failed'; reason: DataJobFailure; message: string; part: string | null };
