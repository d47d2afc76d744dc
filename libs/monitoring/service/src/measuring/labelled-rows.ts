import { weekPeriod, type Digest, type Period } from '@throughline/kernel';
import { openRows, type DatasetRows, type DerivedColumn } from '@throughline/data-engine';
import { type Procedure, type RowsSource, type WatchedColumn } from '@throughline/monitoring-domain';
import type { MeasuringFolder } from './measuring-folder.ts';

/** Names that no column of a dataset has. */
export const DAY = 'throughline_day';
export const LABEL = 'throughline_label';
export const watchedName = (index: number): string => `throughline_watched_${index}`;

const watchedColumns = (watched: readonly WatchedColumn[]): DerivedColumn[] => watched.map(({ expression }, index) => ({ name: watchedName(index), expression }));

/** Opens a version's rows with the day, the watched columns and, where a procedure is given, the label over the columns that it names only. */
export const openVersion = async (folder: MeasuringFolder, rows: RowsSource, watched: readonly WatchedColumn[], procedure?: Procedure): Promise<DatasetRows> => {
  const label = procedure ? [{ name: LABEL, expression: procedure.expression, columns: [...procedure.columns] }] : [];
  return openRows({
    roots: folder.roots, file: rows.file, sha256: rows.sha256.replace('sha256:', ''), range: rows.range,
    minusKeys: await Promise.all(rows.minusKeys.map((digest) => folder.blob(digest as Digest))),
    ...(/\.csv$/i.test(rows.file) && { columns: rows.columns }),
    derived: [{ name: DAY, expression: rows.day }, ...watchedColumns(watched), ...label],
  });
};

export const inPeriod = (column: string, { from, to }: Period): string => `${column} >= DATE '${from}' AND ${column} < DATE '${to}'`;

/** Index of the week that a day belongs to, NULL for other days; weeks are checked ISO weeks. */
export const weekIndex = (column: string, weeks: readonly string[]): string =>
  `CASE ${weeks.map((week, index) => `WHEN ${inPeriod(column, weekPeriod(week))} THEN ${index}`).join(' ')} END`;
