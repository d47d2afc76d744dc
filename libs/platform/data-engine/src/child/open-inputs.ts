import type { DuckDBConnection } from '@duckdb/node-api';
import type { DataInput, DatasetRows, RowColumn, RowRange } from '../dataset-rows.ts';
import { quoteIdentifier as id, quoteText as text } from '../sql-text.ts';
import { checkExpression } from './check-expression.ts';

type Columns = { name: string; type: string }[];

// Left to itself, the engine takes lines with # for comments, or whole heads of a file for a preface, and drops them without a word.
const csv = (path: string): string =>
  `read_csv(${text(path)}, all_varchar = true, comment = '', skip = 0, header = true, delim = ',', quote = '"', escape = '"', allow_quoted_nulls = false, nullstr = '', encoding = 'utf-8')`;
const parquet = (paths: string[]): string => `read_parquet([${paths.map(text).join(', ')}])`;

const columnsOf = async (connection: DuckDBConnection, relation: string): Promise<Columns> =>
  (await connection.runAndReadAll(`DESCRIBE ${relation}`)).getRowObjects().map((row) => ({ name: String(row.column_name), type: String(row.column_type) }));

const typeName = /^[A-Z][A-Z0-9_ ]*(\(\d{1,3}(, ?\d{1,3})?\))?$/i;

// DuckDB would round '1.5' to 2 in a cast to an integer; here it is no integer.
const cast = ({ name, type }: RowColumn): string => {
  if (!typeName.test(type)) throw new Error(`the column "${name}" has the type ${JSON.stringify(type)}, which is no type name`);
  const cell = id(name);
  if (/^(VARCHAR|TEXT)$/i.test(type)) return `${cell} AS ${cell}`;
  const tried = `TRY_CAST(${cell} AS ${type})`;
  return /^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/i.test(type) ? `CASE WHEN regexp_full_match(trim(${cell}), '[+-]?[0-9]+') THEN ${tried} END AS ${cell}` : `${tried} AS ${cell}`;
};

const rangeCondition = ({ column, from, to }: RowRange): string =>
  [from === null ? null : `${id(column)} >= CAST(${text(from)} AS TIMESTAMP)`, to === null ? null : `${id(column)} < CAST(${text(to)} AS TIMESTAMP)`]
    .filter((part) => part !== null).join(' AND ') || 'true';

const requireColumns = (present: Columns, wanted: readonly string[]): void => {
  const names = new Set(present.map(({ name }) => name));
  const missing = wanted.filter((name) => !names.has(name));
  if (missing.length) throw new Error(`has no column ${missing.map((name) => `"${name}"`).join(', ')}; it has ${[...names].map((name) => `"${name}"`).join(', ')}`);
};

/** CSV is read once, into a table: its row numbers need one pass in order, and a table can go to disk. */
const loadText = async (connection: DuckDBConnection, name: string, path: string): Promise<Columns> => {
  await connection.run(`CREATE VIEW source.${id(`${name}_csv`)} AS SELECT * FROM ${csv(path)}`);
  const columns = await columnsOf(connection, `source.${id(`${name}_csv`)}`);
  const cells = columns.map((column) => `replace(${id(column.name)}, chr(13) || chr(10), chr(10)) AS ${id(column.name)}`);
  await connection.run(`CREATE TABLE source.${id(`${name}_text`)} AS SELECT ${cells.join(', ')}, row_number() OVER () - 1 AS row_number FROM source.${id(`${name}_csv`)}`);
  return columns;
};

/** One layer for each derived column, so that it may read those before it. */
const derive = async (connection: DuckDBConnection, { derived }: DatasetRows, file: string, columns: Columns): Promise<string> => {
  const known = columns.map(({ name }) => name);
  let from = file;
  for (const column of derived) {
    if (['row_number', ...known].some((name) => name.toLowerCase() === column.name.toLowerCase())) throw new Error(`already has a column "${column.name}", so none can be derived under this name`);
    try {
      await checkExpression(connection, column, known);
    } catch (error) {
      throw new Error(`cannot be opened: the expression of "${column.name}" ${(error as Error).message}`, { cause: error });
    }
    from = `(SELECT *, (\n${column.expression}\n) AS ${id(column.name)} FROM ${from})`;
    known.push(column.name);
  }
  return from;
};

const openDataset = async (connection: DuckDBConnection, name: string, rows: DatasetRows): Promise<void> => {
  const file = `source.${id(name)}`;
  let columns: Columns;
  if (rows.format === 'parquet') {
    columns = await columnsOf(connection, `SELECT * FROM ${parquet([rows.path])}`);
    if (columns.some((column) => ['row_number', 'file_row_number'].includes(column.name.toLowerCase()))) throw new Error('has a column "row_number", a name that is kept for the number of the row');
    await connection.run(`CREATE VIEW ${file} AS SELECT * EXCLUDE (file_row_number), file_row_number AS row_number FROM read_parquet(${text(rows.path)}, file_row_number = true)`);
    requireColumns(columns, (rows.columns ?? []).map((column) => column.name));
  } else {
    columns = await loadText(connection, name, rows.path);
    if (columns.some((column) => column.name.toLowerCase() === 'row_number')) throw new Error('has a column "row_number", a name that is kept for the number of the row');
    const typed = rows.columns ?? [];
    requireColumns(columns, typed.map((column) => column.name));
    const others = columns.filter((column) => !typed.some((one) => one.name === column.name)).map((column) => id(column.name));
    await connection.run(`CREATE VIEW ${file} AS SELECT ${[...typed.map(cast), ...others].join(', ')}, row_number FROM source.${id(`${name}_text`)}`);
  }
    const from = await derive(connection, rows, file, columns);
  if (rows.range) requireColumns(columns, [rows.range.column]);
  const minus = `source.${id(`${name}_minus`)}`;
  if (rows.minusKeys.length) await connection.run(`CREATE TABLE ${minus} AS SELECT DISTINCT row_number FROM ${parquet(rows.minusKeys)} WHERE row_number IS NOT NULL`);
  await connection.run(`CREATE VIEW ${id(name)} AS SELECT * FROM ${from}${rows.minusKeys.length ? ` ANTI JOIN ${minus} USING (row_number)` : ''}` +
    ` WHERE ${rows.range ? rangeCondition(rows.range) : 'true'}`);
  if (rows.format === 'csv') await connection.run(`CREATE VIEW ${id(`${name}_text`)} AS SELECT * FROM source.${id(`${name}_text`)} SEMI JOIN ${id(name)} USING (row_number)`);
};

/** Makes one view per input and returns its columns. @throws Error whose message continues "the relation NAME …" */
export const openInput = async (connection: DuckDBConnection, name: string, input: DataInput): Promise<Columns> => {
  if (input.kind === 'dataset-rows') await openDataset(connection, name, input);
  else if (input.format === 'parquet') await connection.run(`CREATE VIEW ${id(name)} AS SELECT * FROM ${parquet([input.path])}`);
  else {
    const columns = await loadText(connection, name, input.path);
    const typed = input.columns ?? [];
    requireColumns(columns, typed.map((column) => column.name));
    const others = columns.filter((column) => !typed.some((one) => one.name === column.name)).map((column) => id(column.name));
    await connection.run(`CREATE VIEW ${id(name)} AS SELECT ${[...typed.map(cast), ...others].join(', ')} FROM source.${id(`${name}_text`)} ORDER BY row_number`);
  }
  return columnsOf(connection, id(name));
};
