import { createReadStream } from 'node:fs';
import type { BlobStore } from '@throughline/blob-store';
import { quoteIdentifier, type DatasetRows } from '@throughline/data-engine';
import type { PlannedRun, Stored } from '@throughline/training-domain';
import type { AttemptFolders } from './attempt-folders.ts';
import { RunFailed } from './run-failed.ts';
import { featureTableOf, withFeatureTable } from './write-feature-table.ts';

/** Predictions are the values of one feature: no program runs, and a row without a value keeps none. */
export const scoreWithFeature = async (run: PlannedRun, feature: string, rows: DatasetRows, folders: AttemptFolders, blobs: BlobStore, signal: AbortSignal): Promise<Stored> => {
  const table = featureTableOf(run);
  const score = `CAST(${quoteIdentifier(feature)} AS DOUBLE)`;
  const result = await withFeatureTable(table, rows, [
    { kind: 'rows', name: 'check', sql: `SELECT count(*) AS all_rows, count(*) FILTER (WHERE NOT coalesce(${score} BETWEEN 0 AND 1, true)) AS outside FROM ${table.table}` },
    { kind: 'file', name: 'predictions', file: 'predictions.parquet', sql: `SELECT row_number, ${score} AS score FROM ${table.table} ORDER BY row_number` },
  ], folders.data, signal);
  const { all_rows: all, outside } = result.rows['check']![0]!;
  if (all === 0n) throw new RunFailed(`version ${run.spec.datasetVersion} of ${run.spec.datasetName} has no row in ${run.spec.weeks.join(', ')}`);
  if (outside !== 0n) throw new RunFailed(`feature ${feature} is outside [0, 1] in ${String(outside)} of ${String(all)} rows; a score must be within`);
  return blobs.put(createReadStream(result.files['predictions']!.path));
};
