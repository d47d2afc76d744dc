/** Half-open period on a date or timestamp column: `from <= column < to`. ISO dates or timestamps without zone; null = unbounded. */
export interface RowRange {
  column: string;
  from: string | null;
  to: string | null;
}

/** A column that the file has. `type` is a DuckDB type; CSV cells are cast to it, a cell that cannot be cast is NULL (see `<relation>_text`). */
export interface RowColumn {
  name: string;
  type: string;
}

/** A column computed from the same row. With `columns`, the expression may read only those; another one is refused. */
export interface DerivedColumn {
  name: string;
  expression: string;
  columns?: string[];
}

/** Rows of one dataset version, opened by `openRows`: the relation has the file's columns, the derived ones and `row_number`. */
export interface DatasetRows {
  kind: 'dataset-rows';
  path: string;
  format: 'parquet' | 'csv';
  sha256: string;
  range: RowRange | null;
  minusKeys: string[];
  columns: RowColumn[] | null;
  derived: DerivedColumn[];
}

/** Any other file that a job reads whole: predictions, a feature table, a key file. Its path is trusted: the caller made or stored it. */
export interface PlainFile {
  kind: 'file';
  path: string;
  format: 'parquet' | 'csv';
  /** Types of CSV columns; without them every cell is text. */
  columns?: RowColumn[];
}

export type DataInput = DatasetRows | PlainFile;
