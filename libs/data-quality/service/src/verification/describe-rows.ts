import { runDataJob, type DataJobLimits, type DatasetRows } from '@throughline/data-engine';

/** The columns of the rows with the engine's types, `row_number` among them. @throws DataJobFailed */
export const describeRows = async (rows: DatasetRows, limits: DataJobLimits, signal?: AbortSignal): Promise<{ name: string; type: string }[]> =>
  (await runDataJob({ inputs: { rows }, statements: [], limits, ...(signal ? { signal } : {}) })).columns.rows!;
