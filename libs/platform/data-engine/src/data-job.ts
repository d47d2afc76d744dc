import type { DataInput } from './dataset-rows.ts';

export interface DataJobLimits {
  /** Of DuckDB's buffers, in MB; the process as a whole is stopped at 1.25 times this plus 256 MB. */
  memoryMb: number;
  threads: number;
  /** From the start of the child process to its result. */
  seconds: number;
  /** Disk for what does not fit into memory, in MB; 4096 if not given. */
  diskMb?: number;
}

/**
 * One SQL statement over the input relations and earlier temporary tables.
 * `exec` has no result; `rows` returns its rows (an error beyond `maxRows`, 10,000 if not given: nothing is ever cut off);
 * `file` streams its rows into a file of the output folder (`.parquet` or `.csv`), in the statement's order.
 */
export type DataStatement =
  | { kind: 'exec'; name: string; sql: string }
  | { kind: 'rows'; name: string; sql: string; maxRows?: number }
  | { kind: 'file'; name: string; sql: string; file: string };

export interface DataJobProgress {
  statement: string;
  /** Statements finished. */
  done: number;
  total: number;
  /** Of the running statement, 0 to 100; null while unknown. */
  percent: number | null;
}

/** SQL integers of 64 bits and more arrive as bigint, dates and timestamps as ISO text, lists as arrays. Numbers may be NaN or infinite. */
export type DataValue = null | boolean | number | bigint | string | DataValue[];
export type DataRow = Record<string, DataValue>;

export interface DataFile {
  statement: string;
  file: string;
  path: string;
  rows: number;
  /** In bytes. */
  size: number;
  sha256: string;
}

export interface DataJob {
  /** Relation name → what it reads. */
  inputs: Record<string, DataInput>;
  statements: DataStatement[];
  /** Needed by `file` statements. Must not exist or be empty; it appears whole when the job succeeded, else not at all. */
  outputDir?: string;
  limits: DataJobLimits;
  onProgress?: (progress: DataJobProgress) => void;
  onStarted?: (pid: number) => void;
  signal?: AbortSignal;
}

export interface DataJobResult {
  rows: Record<string, DataRow[]>;
  files: Record<string, DataFile>;
  /** Columns of each input relation, as DuckDB names their types. */
  columns: Record<string, { name: string; type: string }[]>;
  seconds: number;
  /** Of the child process. */
  peakMemoryMb: number;
}
