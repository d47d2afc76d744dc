import { MetricInputError } from './metric-input-error.ts';

/** k edges make k + 1 cells: a value's cell is the number of edges that are ≤ value, so nothing falls outside. Categories make one cell each and a last one for all others. */
export type Cells = { readonly kind: 'edges'; readonly edges: readonly number[] } | { readonly kind: 'categories'; readonly categories: readonly string[] };

/** A column counted by cell. `nulls` and `notNumbers` (NaN) are counted apart: rows = sum of counts + nulls + notNumbers. */
export interface Population {
  readonly cells: Cells;
  readonly counts: readonly number[];
  readonly rows: number;
  readonly nulls: number;
  readonly notNumbers: number;
}

export const numericPopulation = (values: ArrayLike<number | null>, storedEdges: readonly number[]): Population => {
  const edges = distinctEdges(storedEdges);
  const counts = new Array<number>(edges.length + 1).fill(0);
  let nulls = 0;
  let notNumbers = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value === null || value === undefined) nulls++;
    else if (Number.isNaN(value)) notNumbers++;
    else counts[cellOf(value, edges)]!++;
  }
  return { cells: { kind: 'edges', edges }, counts, rows: values.length, nulls, notNumbers };
};

export const categoricalPopulation = (values: ArrayLike<string | null>, categories: readonly string[]): Population => {
  const cell = new Map(categories.map((category, i) => [category, i]));
  if (cell.size !== categories.length) throw new MetricInputError('categories', 'a category occurs more than once');
  const counts = new Array<number>(categories.length + 1).fill(0);
  let nulls = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value === null || value === undefined) nulls++;
    else counts[cell.get(value) ?? categories.length]!++;
  }
  return { cells: { kind: 'categories', categories }, counts, rows: values.length, nulls, notNumbers: 0 };
};

/** Edges of up to `bins` cells of equal mass, to be stored with the reference: the values at rank floor(i · n / bins), and the greatest; equal edges fall together. */
export const equalMassEdges = (values: ArrayLike<number | null>, bins = 10): number[] => {
  const sorted = Float64Array.from(Array.from(values).filter((value): value is number => Number.isFinite(value))).sort();
  if (sorted.length === 0) return [];
  const ranks = Array.from({ length: bins }, (_, i) => Math.floor((i * sorted.length) / bins));
  return distinctEdges([...ranks, sorted.length - 1].map((rank) => sorted[rank]!));
};

/** The `limit` most frequent categories, equal counts by name in code unit order, to be stored with the reference. */
export const topCategories = (values: ArrayLike<string | null>, limit = 20): string[] => {
  const counts = new Map<string, number>();
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value !== null && value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts].sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1)).slice(0, limit).map(([category]) => category);
};

const distinctEdges = (edges: readonly number[]): number[] => {
  edges.forEach((edge, i) => {
    if (!Number.isFinite(edge) || (i > 0 && edge < edges[i - 1]!)) throw new MetricInputError('edges', `edge ${i} is ${edge}; edges are finite and ascend`);
  });
  return edges.filter((edge, i) => i === 0 || edge !== edges[i - 1]);
};

const cellOf = (value: number, edges: readonly number[]): number => {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (edges[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
};
