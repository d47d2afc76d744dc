import type { DatasetRows, DerivedColumn, RowColumn, RowRange } from './dataset-rows.ts';
import { fileDigest } from './file-digest.ts';
import { locateFile } from './locate-file.ts';
import { RowsRefused } from './rows-refused.ts';

const instant = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)?$/;

const isInstant = (text: string): boolean => {
  if (!instant.test(text)) return false;
  const parsed = new Date(`${text.slice(0, 10)}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text.slice(0, 10));
};

const checkRange = (range: RowRange): void => {
  for (const side of ['from', 'to'] as const) {
    const bound = range[side];
    if (bound !== null && !isInstant(bound))
      throw new RowsRefused('bad-range', 'range', `range.${side}: "${bound}" is no date (YYYY-MM-DD) or timestamp without zone`);
  }
  if (range.from !== null && range.to !== null && range.from.replace(' ', 'T') >= range.to.replace(' ', 'T'))
    throw new RowsRefused('bad-range', 'range', `range: from ${range.from} is not before to ${range.to}`);
};

const formatOf = (file: string): 'parquet' | 'csv' => {
  if (/\.parquet$/i.test(file)) return 'parquet';
  if (/\.csv$/i.test(file)) return 'csv';
  throw new RowsRefused('unknown-format', 'file', `file: "${file}" ends neither in .parquet nor in .csv`);
};

export interface OpenRows {
  /** Folders that datasets may be read from, as DATASET_ROOTS names them. */
  roots: readonly string[];
  /** Relative to a root; `.parquet` or `.csv`. */
  file: string;
  /** Lower-case hex, of the whole file. */
  sha256: string;
  range: RowRange | null;
  /** Parquet files with a column `row_number`; those rows are left out. Trusted paths (blobs). */
  minusKeys: readonly string[];
  /** What must be there; needed for CSV, where it gives the types. */
  columns?: readonly RowColumn[];
  derived?: readonly DerivedColumn[];
}

/**
 * The one way to a dataset's rows. The relation has `row_number`: the row's number in the file, from 0, whatever range or keys leave out.
 * CSV: UTF-8 with or without BOM, header line, comma, double quote; an empty cell is NULL, `""` is an empty text, CR LF inside a cell
 * becomes LF. A second relation `<name>_text` then has the cells before the cast.
 * @throws RowsRefused; the digest is checked against the file's bytes before any row is read.
 */
export const openRows = async (options: OpenRows): Promise<DatasetRows> => {
  if (options.range) checkRange(options.range);
  const format = formatOf(options.file);
  if (format === 'csv' && !options.columns?.length)
    throw new RowsRefused('columns-needed', 'columns', `columns: "${options.file}" is CSV, which has no types; name its columns and their types`);
  const path = await locateFile(options.roots, options.file);
  const digest = await fileDigest(path);
  if (digest !== options.sha256)
    throw new RowsRefused('digest-differs', 'sha256', `sha256: "${options.file}" has the digest ${digest}, not ${options.sha256}; register its bytes as a new version`);
  return {
    kind: 'dataset-rows',
    path,
    format,
    sha256: digest,
    range: options.range && { ...options.range },
    minusKeys: [...options.minusKeys],
    columns: options.columns ? options.columns.map(({ name, type }) => ({ name, type })) : null,
    derived: (options.derived ?? []).map((column) => ({ ...column })),
  };
};
