import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { DataRow, DataStatement, DataValue } from '../data-job.ts';
import { quoteText } from '../sql-text.ts';

const plain = (value: unknown): DataValue => {
  if (value === null || value === undefined) return null;
  if (typeof value !== 'object') return value as DataValue;
  if ('items' in value && Array.isArray(value.items)) return value.items.map(plain);
  if ('toDouble' in value && typeof value.toDouble === 'function') return value.toDouble() as number;
  return String(value);
};

const readRows = async (connection: DuckDBConnection, statement: Extract<DataStatement, { kind: 'rows' }>): Promise<DataRow[]> => {
  const most = statement.maxRows ?? 10_000;
  const reader = await connection.streamAndReadUntil(statement.sql, most + 1);
  if (reader.currentRowCount > most) throw new Error(`more than ${most} rows; write them to a file instead`);
  return reader.getRowObjects().map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)])));
};

const writeFile = async (connection: DuckDBConnection, statement: Extract<DataStatement, { kind: 'file' }>, outputDir: string): Promise<number> => {
  const format = statement.file.endsWith('.csv') ? 'FORMAT csv, HEADER' : 'FORMAT parquet, COMPRESSION zstd';
  const reader = await connection.runAndReadAll(`COPY (${statement.sql}\n) TO ${quoteText(join(outputDir, statement.file))} (${format})`);
  return Number(reader.getRows()[0]?.[0] ?? 0);
};

export interface StatementOutcome {
  rows?: DataRow[];
  fileRows?: number;
}

export const runStatement = async (connection: DuckDBConnection, statement: DataStatement, outputDir: string): Promise<StatementOutcome> => {
  switch (statement.kind) {
    case 'exec':
      await connection.run(statement.sql);
      return {};
    case 'rows':
      return { rows: await readRows(connection, statement) };
    case 'file':
      return { fileRows: await writeFile(connection, statement, outputDir) };
  }
};
