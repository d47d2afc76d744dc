import type { Population } from '../src/index.ts';

const counted = (cells: Population['cells'], size: number, values: readonly unknown[], cellOf: (value: never) => number): Population => {
  const counts = new Array<number>(size).fill(0);
  const nulls = values.filter((value) => value === null).length;
  const notNumbers = values.filter(Number.isNaN).length;
  for (const value of values) if (value !== null && !Number.isNaN(value)) counts[cellOf(value as never)]!++;
  return { cells, counts, rows: values.length, nulls, notNumbers };
};

/** A column counted the plain way. */
export const numbersIn = (edges: readonly number[], values: readonly (number | null)[]): Population =>
  counted({ kind: 'edges', edges }, edges.length + 1, values, (value: number) => edges.filter((edge) => edge <= value).length);

export const namesIn = (categories: readonly string[], values: readonly (string | null)[]): Population =>
  counted({ kind: 'categories', categories }, categories.length + 1, values,
    (value: string) => (categories.includes(value) ? categories.indexOf(value) : categories.length));
