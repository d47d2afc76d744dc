import type { Page } from '../paging/page-args.ts';
import type { Fold } from './fold.ts';
import type { Row } from './row.ts';
import { rowOf } from './row.ts';

/** What reading needs of a pool or client. */
export interface Queryable {
  query(text: string, values: unknown[]): Promise<{ readonly rows: Record<string, never>[] }>;
}

/** Where a list stands: instant of the stream's first event in milliseconds since 1970, and the stream. */
export type RowKey = readonly [opened: number, stream: string];

export const rowKeyOf = (row: Pick<Row, 'opened' | 'stream'>): RowKey => [row.opened.getTime(), row.stream];

export const decodeRowKey = (parts: readonly unknown[]): RowKey | null =>
  parts.length === 2 && Number.isSafeInteger(parts[0]) && typeof parts[1] === 'string' ? [parts[0] as number, parts[1]] : null;

/** Column → value sought. */
export type Filter = Readonly<Record<string, string | number | boolean>>;

export interface Selection {
  readonly schema: string;
  readonly fold: Fold;
  readonly workspace: string;
  readonly asOf: Date | null;
}

const columns = 'workspace, stream, doc, version, opened, recorded_from';

/** Collects the parameters of one statement. */
class Parameters {
  readonly values: unknown[] = [];
  add(value: unknown): string {
    return `$${this.values.push(value)}`;
  }
}

/** The rows that held at the instant, or hold now. */
const held = (asOf: Date | null, p: Parameters): string => {
  if (!asOf) return `recorded_to='infinity'`;
  const at = p.add(asOf);
  return `recorded_from<=${at} and recorded_to>${at}`;
};

const matches = (fold: Fold, column: string, value: string): string => {
  const found = fold.columns.find(([name]) => name === column);
  if (!found) throw new Error(`read model ${fold.name} is not searched by "${column}"`);
  return found[1].sql === 'text[]' ? `${column} @> array[${value}]` : `${column}=${value}`;
};

const where = ({ fold, workspace, asOf }: Selection, filter: Filter, p: Parameters): string =>
  [`workspace=${p.add(workspace)}`, held(asOf, p), ...Object.entries(filter).map(([column, value]) => matches(fold, column, p.add(value)))].join(' and ');

/** Rows of streams, in one statement. */
export const rowsOfStreams = async (db: Queryable, selection: Selection, streams: readonly string[]): Promise<Row[]> => {
  const p = new Parameters();
  const condition = `${where(selection, {}, p)} and stream=any(${p.add(streams)})`;
  const { rows } = await db.query(`select ${columns} from ${selection.schema}.${selection.fold.table} where ${condition}`, p.values);
  return rows.map((row) => rowOf(selection.fold, selection.asOf, row));
};

/** Values of a column that rows are sought by. */
export interface Sought {
  readonly column: string;
  readonly values: readonly string[];
}

/** A row with the value that it answers. */
export type SoughtRow = Row & { readonly sought: string };

const scalarOf = (fold: Fold, column: string): string => (fold.columns.find(([name]) => name === column)?.[1].sql ?? 'text').replace('[]', '');

/** Rows whose column holds one of some values, in list order and one statement. */
export const rowsByColumn = async (db: Queryable, selection: Selection, { column, values }: Sought): Promise<SoughtRow[]> => {
  const p = new Parameters();
  const condition = where(selection, {}, p);
  const { schema, fold, asOf } = selection;
  const { rows } = await db.query(`select ${columns}, sought from ${schema}.${fold.table} join unnest(${p.add(values)}::${scalarOf(fold, column)}[]) as sought
    on ${matches(fold, column, 'sought')} where ${condition} order by opened, stream`, p.values);
  return rows.map((row) => ({ ...rowOf(fold, asOf, row), sought: row['sought']! }));
};

const beyond = (page: Page<RowKey>, p: Parameters): string => {
  const bound = (key: RowKey | null, direction: '>' | '<'): string =>
    key ? ` and (opened,stream)${direction}(${p.add(new Date(key[0]))}::timestamptz,${p.add(key[1])}::text)` : '';
  return bound(page.after, '>') + bound(page.before, '<');
};

const order = ({ backwards }: Page<RowKey>): string => backwards ? 'opened desc, stream desc' : 'opened, stream';

/** One row more than the page holds, in reading direction. */
export const pageOfRows = async (db: Queryable, selection: Selection, filter: Filter, page: Page<RowKey>): Promise<Row[]> => {
  const p = new Parameters();
  const condition = where(selection, filter, p) + beyond(page, p);
  const { rows } = await db.query(
    `select ${columns} from ${selection.schema}.${selection.fold.table} where ${condition} order by ${order(page)} limit ${p.add(page.size + 1)}`, p.values);
  return rows.map((row) => rowOf(selection.fold, selection.asOf, row));
};

/** The same page once for each value of a column, in one statement. */
export const pagesOfRows = async (db: Queryable, selection: Selection, filter: Filter, page: Page<RowKey>, { column, values }: Sought): Promise<SoughtRow[]> => {
  const p = new Parameters();
  const { schema, fold, asOf } = selection;
  const condition = where(selection, filter, p) + beyond(page, p);
  const { rows } = await db.query(`select t.*, sought from unnest(${p.add(values)}::${scalarOf(fold, column)}[]) as sought cross join lateral (
    select ${columns} from ${schema}.${fold.table} where ${condition} and ${matches(fold, column, 'sought')} order by ${order(page)} limit ${p.add(page.size + 1)}) t`, p.values);
  return rows.map((row) => ({ ...rowOf(fold, asOf, row), sought: row['sought']! }));
};

/** How many rows each value of a column has, in one statement. */
export const countsOfRows = async (db: Queryable, selection: Selection, filter: Filter, { column, values }: Sought): Promise<ReadonlyMap<string, number>> => {
  const p = new Parameters();
  const { schema, fold } = selection;
  const { rows } = await db.query(`select sought, count(*)::int as n from unnest(${p.add(values)}::${scalarOf(fold, column)}[]) as sought join ${schema}.${fold.table}
    on ${matches(fold, column, 'sought')} where ${where(selection, filter, p)} group by sought`, p.values);
  return new Map(rows.map((row) => [String(row['sought']), row['n']!]));
};

export const countRows = async (db: Queryable, selection: Selection, filter: Filter): Promise<number> => {
  const p = new Parameters();
  const { rows } = await db.query(`select count(*) as n from ${selection.schema}.${selection.fold.table} where ${where(selection, filter, p)}`, p.values);
  return Number(rows[0]!['n']);
};
