import { createReadStream } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import type { BlobStore } from '@throughline/blob-store';
import { runDataJob, type DataRow, type PlainFile } from '@throughline/data-engine';
import type { Stored } from '@throughline/training-domain';
import type { AttemptFolders } from './attempt-folders.ts';
import { DATA_LIMITS, failingTheRun } from './data-limits.ts';
import { RunFailed } from './run-failed.ts';
import type { WrittenTable } from './write-feature-table.ts';

const columns = [{ name: 'row_number', type: 'BIGINT' }, { name: 'score', type: 'DOUBLE' }];

const found = async (output: string): Promise<PlainFile> => {
  const present: PlainFile[] = [];
  for (const format of ['parquet', 'csv'] as const) {
    const path = join(output, `predictions.${format}`);
    const entry = await lstat(path).catch((error: NodeJS.ErrnoException) => { if (error.code === 'ENOENT') return null; throw error; });
    if (entry && !entry.isFile()) throw new RunFailed(`predictions.${format} is no file`);
    if (entry) present.push({ kind: 'file', path, format, ...(format === 'csv' ? { columns } : {}) });
  }
  if (present.length !== 1) throw new RunFailed(present.length === 0 ? 'the program wrote neither predictions.parquet nor predictions.csv' : 'the program wrote both predictions.parquet and predictions.csv: one is wanted');
  return present[0]!;
};

const problems = (checked: DataRow): readonly string[] => [
  [checked['unreadable'], 'rows have no readable row_number'],
  [checked['invalid'], 'scores are not a number in [0, 1]'],
  [checked['repeated'], 'rows come again'],
  [checked['missing'], 'rows of the table have no prediction'],
  [checked['unknown'], 'predictions are of rows that the table does not have'],
].flatMap(([count, what]) => (count === 0n ? [] : [`${String(count)} ${String(what)}`]));

/** Each row of the table once, with a score in [0, 1]: then the predictions are stored, in one form whatever the program wrote. */
export const checkPredictions = async (table: WrittenTable, folders: AttemptFolders, blobs: BlobStore, signal: AbortSignal): Promise<Stored> => {
  const { keys } = table;
  if (keys === null) throw new Error('a run that predicts needs the row numbers of its table');
  const given = await found(folders.output);
  const { rows, files } = await failingTheRun(() => runDataJob({
    inputs: { given, wanted: { kind: 'file', path: keys, format: 'parquet' } }, outputDir: join(folders.base, 'predictions'), limits: DATA_LIMITS, signal,
    statements: [
      { kind: 'exec', name: 'predictions', sql: 'CREATE TEMP TABLE predictions AS SELECT CAST(row_number AS BIGINT) AS row_number, CAST(score AS DOUBLE) AS score FROM given' },
      { kind: 'rows', name: 'check', sql: `SELECT
          (SELECT count(*) FROM predictions WHERE row_number IS NULL) AS unreadable,
          (SELECT count(*) FROM predictions WHERE NOT coalesce(score BETWEEN 0 AND 1, false)) AS invalid,
          (SELECT count(row_number) - count(DISTINCT row_number) FROM predictions) AS repeated,
          (SELECT count(*) FROM wanted ANTI JOIN predictions USING (row_number)) AS missing,
          (SELECT count(*) FROM (SELECT DISTINCT row_number FROM predictions WHERE row_number IS NOT NULL) ANTI JOIN wanted USING (row_number)) AS unknown` },
      { kind: 'file', name: 'file', file: 'predictions.parquet', sql: 'SELECT row_number, score FROM predictions ORDER BY row_number' },
    ],
  }));
  const wrong = problems(rows['check']![0]!);
  if (wrong.length > 0) throw new RunFailed(`the predictions cannot be used: ${wrong.join('; ')} (the table has ${table.rows} rows)`);
  return blobs.put(createReadStream(files['file']!.path));
};
