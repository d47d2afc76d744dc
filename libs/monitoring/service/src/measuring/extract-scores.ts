import { join } from 'node:path';
import type { Digest } from '@throughline/kernel';
import type { DataStatement } from '@throughline/data-engine';
import type { Procedure, RowsSource, WatchedColumn } from '@throughline/monitoring-domain';
import { DAY, LABEL, openVersion, watchedName, weekIndex } from './labelled-rows.ts';
import type { MeasuringFolder } from './measuring-folder.ts';
import { refusedForGood, runJob } from './run-job.ts';

export interface Extraction {
  readonly rows: RowsSource;
  readonly procedure: Procedure;
  readonly weeks: readonly string[];
  /** Digests of predictions; each becomes a score column. */
  readonly predictions: readonly string[];
  readonly watched: readonly WatchedColumn[];
  /** Statements over `labelled`, whose rows carry the watched columns. */
  readonly beside: readonly Extract<DataStatement, { kind: 'rows' }>[];
  readonly signal: AbortSignal;
}

const labelled = ({ weeks, predictions, watched }: Extraction): string => {
  const scores = predictions.map((_, i) => `, CAST(p${i}.score AS DOUBLE) AS score_${i}`).join('');
  const joins = predictions.map((_, i) => ` LEFT JOIN predictions_${i} AS p${i} ON p${i}.row_number = r.row_number`).join('');
  const seen = watched.map((_, i) => `, r.${watchedName(i)}`).join('');
  // A row that counts is one of the labels' version: predictions of rows that were quarantined since are left out, rows without one rank last.
  return `CREATE TEMP TABLE labelled AS SELECT * FROM (SELECT ${weekIndex(`r.${DAY}`, weeks)} AS week, r.row_number, CAST(CAST(r.${LABEL} AS BOOLEAN) AS TINYINT) AS label${scores}${seen}
    FROM dataset AS r${joins}) WHERE week IS NOT NULL`;
};

/** Writes week, row number, label and scores of the wanted weeks into a file; answers with its path and the rows of what was asked beside. */
export const extractScores = async (folder: MeasuringFolder, wanted: Extraction) => {
  const { rows, procedure, predictions, watched, beside, signal } = wanted;
  const dataset = await openVersion(folder, rows, watched, procedure).catch((error: unknown) => Promise.reject(refusedForGood(error)));
  const files = await Promise.all(predictions.map(async (digest, i) => [`predictions_${i}`, { kind: 'file', path: await folder.blob(digest as Digest), format: 'parquet' }] as const));
  const columns = ['week', 'row_number', 'label', ...predictions.map((_, i) => `score_${i}`)].join(', ');
  const result = await runJob({
    inputs: { dataset, ...Object.fromEntries(files) }, outputDir: join(folder.path, 'scores'), signal,
    statements: [
      { kind: 'exec', name: 'labelled', sql: labelled(wanted) },
      { kind: 'file', name: 'scores', sql: `SELECT ${columns} FROM labelled ORDER BY row_number`, file: 'scores.csv' },
      ...beside,
    ],
  });
  return { file: result.files['scores']!.path, rows: result.rows };
};
