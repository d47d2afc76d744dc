import { quoteText, type DataRow, type DataStatement } from '@throughline/data-engine';
import type { Cells, Population, WatchedColumn } from '@throughline/monitoring-domain';
import { watchedName } from './labelled-rows.ts';

const NULLS = -1;
const NOT_NUMBERS = -2;

const numeric = (column: string): string => `TRY_CAST(${column} AS DOUBLE)`;

const cellOf = (column: string, cells: Cells): string => {
  if (cells.kind === 'categories') {
    const known = cells.categories.map((category, i) => `WHEN ${quoteText(category)} THEN ${i}`).join(' ');
    return `CASE WHEN ${column} IS NULL THEN ${NULLS} ${known ? `ELSE CASE CAST(${column} AS VARCHAR) ${known} ELSE ${cells.categories.length} END` : `ELSE 0`} END`;
  }
  const edges = cells.edges.map((edge) => `CAST(v >= ${edge} AS INTEGER)`).join(' + ') || '0';
  return `CASE WHEN v IS NULL THEN ${NULLS} WHEN isnan(v) THEN ${NOT_NUMBERS} ELSE ${edges} END`;
};

const name = (index: number): string => `cells_${index}`;

/** Counts a watched column of a relation in given cells: one row a cell, however many values there are. */
export const cellStatements = (relation: string, cells: readonly Cells[]): Extract<DataStatement, { kind: 'rows' }>[] => cells.map((of, index) => {
  const column = watchedName(index);
  const source = of.kind === 'edges' ? `(SELECT ${numeric(column)} AS v FROM ${relation})` : relation;
  return { kind: 'rows', name: name(index), sql: `SELECT ${cellOf(column, of)} AS cell, count(*) AS n FROM ${source} GROUP BY cell` };
});

export const populationsOf = (cells: readonly Cells[], rows: Readonly<Record<string, readonly DataRow[]>>): readonly Population[] => cells.map((of, index) => {
  const counts = new Array<number>((of.kind === 'edges' ? of.edges : of.categories).length + 1).fill(0);
  const apart = { [NULLS]: 0, [NOT_NUMBERS]: 0 };
  for (const { cell, n } of rows[name(index)] ?? []) {
    if (Number(cell) < 0) apart[Number(cell) as typeof NULLS] = Number(n);
    else counts[Number(cell)] = Number(n);
  }
  const [nulls, notNumbers] = [apart[NULLS]!, apart[NOT_NUMBERS]!];
  return { cells: of, counts, rows: counts.reduce((sum, count) => sum + count, 0) + nulls + notNumbers, nulls, notNumbers };
});

const BINS = 10;
const CATEGORIES = 20;

/** The cells of a reference: the most frequent values, or edges at the ranks floor(i · n / 10) and the greatest value. */
export const referenceCellStatements = (relation: string, watched: readonly WatchedColumn[]): Extract<DataStatement, { kind: 'rows' }>[] => watched.map(({ kind }, index) => {
  const column = watchedName(index);
  if (kind === 'categories') {
    return { kind: 'rows', name: name(index), sql: `SELECT CAST(${column} AS VARCHAR) AS value FROM ${relation} WHERE ${column} IS NOT NULL GROUP BY value ORDER BY count(*) DESC, value LIMIT ${CATEGORIES}` };
  }
  const ranks = Array.from({ length: BINS }, (_, i) => `(${i} * n) // ${BINS}`).join(', ');
  return { kind: 'rows', name: name(index), sql: `SELECT v AS value FROM (SELECT v, row_number() OVER (ORDER BY v) - 1 AS rank, count(*) OVER () AS n FROM
    (SELECT ${numeric(column)} AS v FROM ${relation}) WHERE v IS NOT NULL AND isfinite(v)) WHERE rank = n - 1 OR rank IN (${ranks}) ORDER BY rank` };
});

export const cellsOf = (watched: readonly WatchedColumn[], rows: Readonly<Record<string, readonly DataRow[]>>): readonly Cells[] => watched.map(({ kind }, index): Cells => {
  const values = (rows[name(index)] ?? []).map(({ value }) => value);
  return kind === 'categories' ? { kind, categories: values.map(String) } : { kind, edges: [...new Set(values.map(Number))] };
});
