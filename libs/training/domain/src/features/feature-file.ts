import type { FeatureTable } from './feature-table.ts';
import { quoted } from './expression.ts';

export type FeatureFileFormat = 'parquet' | 'csv';

// Every choice that decides a byte is made here and not left to the engine's defaults.
const options: Readonly<Record<FeatureFileFormat, string>> = {
  parquet: "FORMAT parquet, PARQUET_VERSION v1, COMPRESSION zstd, COMPRESSION_LEVEL 3, ROW_GROUP_SIZE 122880",
  csv: "FORMAT csv, HEADER true, DELIMITER ',', QUOTE '\"', ESCAPE '\"', NULLSTR ''",
};

/** Writes the table ordered by row number: the same rows give the same bytes. */
export const writeFeatureFile = ({ table, columns }: FeatureTable, path: string, format: FeatureFileFormat): string =>
  `COPY (SELECT ${columns.map(quoted).join(', ')} FROM ${table} ORDER BY row_number) `
  + `TO '${path.replaceAll("'", "''")}' (${options[format]})`;
