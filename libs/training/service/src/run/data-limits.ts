import { DataJobFailed, RowsRefused, type DataJobLimits } from '@throughline/data-engine';
import { RunFailed } from './run-failed.ts';

/**
 * Enough for the rates of 28 days over three million rows; more goes to disk. One thread: two runs are carried out at a time, and a second thread
 * of each took up to half as much CPU again for the same table.
 */
export const DATA_LIMITS: DataJobLimits = { memoryMb: 1024, threads: 1, seconds: 300 };

/** What the data engine says of the data is the run's failure; a crash of the engine is tried again, a cancelled job ends with its attempt. */
export const failingTheRun = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RowsRefused) throw new RunFailed(error.message);
    if (error instanceof DataJobFailed && !['crashed', 'cancelled'].includes(error.reason)) throw new RunFailed(error.message);
    throw error;
  }
};
