import { runDataJob, type DataJobLimits, type DatasetRows } from '@throughline/data-engine';

type Columns = { name: string; type: string }[];

const MOST_KNOWN = 256;
const known = new Map<string, Columns>();

/**
 * The columns of the rows with the engine's types, `row_number` among them. They follow from the file's bytes, by their digest, and from how
 * they are opened, whatever range or keys leave out: so the engine is asked once for all versions of a file. @throws DataJobFailed
 */
export const describeRows = async (rows: DatasetRows, limits: DataJobLimits, signal?: AbortSignal): Promise<Columns> => {
  const key = JSON.stringify([rows.sha256, rows.format, rows.columns, rows.derived]);
  const before = known.get(key);
  if (before) return before;
  const { columns } = await runDataJob({ inputs: { rows }, statements: [], limits, ...(signal ? { signal } : {}) });
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(key, columns.rows!);
  return columns.rows!;
};
