import { DataJobFailed, runDataJob, RowsRefused, type DataJob, type DataJobResult } from '@throughline/data-engine';
import { MeasuringFailed } from './measuring-failed.ts';

// One thread: measuring goes on beside runs and verifications, and a second one takes a fifth more CPU for the same rows.
const LIMITS = { memoryMb: 1024, threads: 1, seconds: 300 };
/** What no second try changes: the rows and expressions are what they are. */
const FINAL = new Set(['input', 'sql', 'memory-limit']);

/** Runs a data job under monitoring's limits. @throws MeasuringFailed when another try would fail the same way */
export const runJob = async (job: Omit<DataJob, 'limits'>): Promise<DataJobResult> => {
  try {
    return await runDataJob({ ...job, limits: LIMITS });
  } catch (error) {
    throw error instanceof DataJobFailed && FINAL.has(error.reason) ? new MeasuringFailed(error.message, { cause: error }) : error;
  }
};

/** Opening a file may be refused for good, too. */
export const refusedForGood = (error: unknown): unknown => (error instanceof RowsRefused ? new MeasuringFailed(error.message, { cause: error }) : error);
