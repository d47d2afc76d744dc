import { runDataJob, type DataJobLimits, type DataJobProgress, type DatasetRows } from '@throughline/data-engine';
import { planProfile, type Profile } from '@throughline/data-quality-domain';
import { describeRows } from './describe-rows.ts';

export interface ProfileRows {
  rows: DatasetRows;
  limits: DataJobLimits;
  onProgress?: (progress: DataJobProgress) => void;
  signal?: AbortSignal;
}

/** Profiles every column of the rows, the derived ones too. @throws DataJobFailed */
export const profileRows = async ({ rows, limits, onProgress, signal }: ProfileRows): Promise<{ profile: Profile; seconds: number; peakMemoryMb: number }> => {
  const columns = (await describeRows(rows, limits, signal)).filter(({ name }) => name !== 'row_number');
  const plan = planProfile(columns);
  const result = await runDataJob({ inputs: { rows }, statements: plan.statements, limits, ...(onProgress ? { onProgress } : {}), ...(signal ? { signal } : {}) });
  return { profile: plan.read({ rows: result.rows, fileRows: {} }), seconds: result.seconds, peakMemoryMb: result.peakMemoryMb };
};
