import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { quoteIdentifier, runDataJob, type DatasetRows, type DataStatement } from '@throughline/data-engine';
import { compileFeatureTable, type FeatureTable, type PlannedRun } from '@throughline/training-domain';
import type { AttemptFolders } from './attempt-folders.ts';
import { DATA_LIMITS, failingTheRun } from './data-limits.ts';
import { neededRows } from './needed-rows.ts';
import { RunFailed } from './run-failed.ts';

const source = 'dataset';
const needed = 'needed_rows';

export const featureTableOf = (run: PlannedRun, how: { readonly ratesAsText?: boolean; readonly readOnce?: boolean } = {}): FeatureTable => {
  const { spec, manifest, featureSet } = run;
  const table = compileFeatureTable({
    features: featureSet.features, ...(spec.label ? { label: spec.label } : {}), datasetRelation: needed, dayColumn: manifest.contract.dayColumn,
    rowsWanted: spec.period ?? { weeks: spec.weeks }, ...how,
  });
  return { ...table, statements: [neededRows(run, source, needed), ...table.statements] };
};

/** Runs the statements of a feature table, and then those that read it. */
export const withFeatureTable = async (table: FeatureTable, rows: DatasetRows, then: readonly DataStatement[], outputDir: string, signal: AbortSignal) =>
  failingTheRun(() => runDataJob({
    inputs: { [source]: rows }, outputDir, limits: DATA_LIMITS, signal,
    statements: [...table.statements.map((sql, index): DataStatement => ({ kind: 'exec', name: `feature table, step ${index + 1}`, sql })), ...then],
  }));

export interface WrittenTable {
  readonly rows: number;
  /** Parquet with the row numbers alone; null when training, which predicts nothing. */
  readonly keys: string | null;
}

/** Writes `table.csv` or `table.parquet` into the program's input, ordered by row number. */
export const writeFeatureTable = async (run: PlannedRun, rows: DatasetRows, folders: AttemptFolders, signal: AbortSignal): Promise<WrittenTable> => {
  const { spec } = run;
  const predicts = spec.kind === 'score';
  const table = featureTableOf(run, { ratesAsText: spec.input === 'csv', readOnce: !predicts });
  const file = `table.${spec.input}`;
  const { files } = await withFeatureTable(table, rows, [
    { kind: 'file', name: 'table', file, sql: `SELECT ${table.columns.map(quoteIdentifier).join(', ')} FROM ${table.table} ORDER BY row_number` },
    ...(predicts ? [{ kind: 'file', name: 'keys', file: 'keys.parquet', sql: `SELECT row_number FROM ${table.table} ORDER BY row_number` } as const] : []),
  ], folders.data, signal);
  const written = files['table']!;
  if (written.rows === 0) throw new RunFailed(`version ${spec.datasetVersion} of ${spec.datasetName} has no row in ${spec.period ? `${spec.period.from} until before ${spec.period.to}` : spec.weeks.join(', ')}`);
  await rename(written.path, join(folders.input, file));
  return { rows: written.rows, keys: files['keys']?.path ?? null };
};
