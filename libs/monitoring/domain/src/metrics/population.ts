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
