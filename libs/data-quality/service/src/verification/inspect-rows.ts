import { runDataJob, type DataJobProgress } from '@throughline/data-engine';
import { planProfile, type Profile } from '@throughline/data-quality-domain';
import { describeRows } from './describe-rows.ts';
import { planVerifyRows, type Verification, type VerifyRows } from './verify-rows.ts';

export interface Inspection {
  verification: Verification;
  profile: Profile;
}

export interface InspectRows extends Omit<VerifyRows, 'onProgress'> {
  onProgress?: (progress: DataJobProgress, step: 'hold to contract' | 'profile') => void;
}

/** `verifyRows` and `profileRows` in one process: starting one and opening the file cost as much as many a rule. @throws DataJobFailed */
export const inspectRows = async (options: InspectRows): Promise<Inspection> => {
  const { rows, outputDir, limits, onProgress, signal } = options;
  const columns = await describeRows(rows, limits, signal);
  const verification = planVerifyRows(options, columns);
  const profile = planProfile(columns.filter(({ name }) => name !== 'row_number'));
  const result = await runDataJob({
    inputs: { rows }, statements: [...verification.statements, ...profile.statements], outputDir, limits, ...(signal ? { signal } : {}),
    ...(onProgress ? { onProgress: (progress) => onProgress(progress, progress.done < verification.statements.length ? 'hold to contract' : 'profile') } : {}),
  });
  return { verification: verification.read(result), profile: profile.read({ rows: result.rows, fileRows: {} }) };
};
