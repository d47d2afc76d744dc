import type { Cells } from '@throughline/monitoring-domain';
import { cellsOf, cellStatements, populationsOf, referenceCellStatements } from './count-cells.ts';
import { watchedName } from './labelled-rows.ts';
import { runJob } from './run-job.ts';

const column = (type: string, values: readonly string[]): string =>
  `(SELECT * FROM (VALUES ${values.map((value) => `(CAST(${value} AS ${type}))`).join(', ')}) t(${watchedName(0)}))`;
const numbers = (...values: readonly string[]): string => column('DOUBLE', values);
const names = (...values: readonly (string | null)[]): string => column('VARCHAR', values.map((value) => (value === null ? 'NULL' : `'${value}'`)));

const count = async (relation: string, cells: Cells) =>
  populationsOf([cells], (await runJob({ inputs: {}, statements: cellStatements(relation, [cells]) })).rows)[0];
const cellsOfReference = async (relation: string, kind: Cells['kind']) => {
  const watched = [{ feature: 'one', kind, expression: 'one' }];
  return cellsOf(watched, (await runJob({ inputs: {}, statements: referenceCellStatements(relation, watched) })).rows)[0];
};

describe('cells', () => {
  it('take every value: below the first edge, from an edge on, and past the last', async () => {
    const cells: Cells = { kind: 'edges', edges: [0, 1] };
    expect(await count(numbers('-5', '0', '0.5', '1', '9', `'inf'`, `'-inf'`, 'NULL', `'nan'`), cells))
      .toEqual({ cells, counts: [2, 2, 3], rows: 9, nulls: 1, notNumbers: 1 });
  });

  it('count unlisted categories as other, even beside a category of that name', async () => {
    const cells: Cells = { kind: 'categories', categories: ['ATL', 'other'] };
    expect(await count(names('ATL', 'other', 'XNA', null, 'constructor'), cells)).toEqual({ cells, counts: [1, 1, 2], rows: 5, nulls: 1, notNumbers: 0 });
  });

  it('have edges of equal mass, equal edges as one, none without a finite value', async () => {
    expect(await cellsOfReference(numbers(...Array.from({ length: 101 }, (_, i) => String(i))), 'edges'))
      .toEqual({ kind: 'edges', edges: [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100] });
    expect(await cellsOfReference(numbers('0', '1', '0', '1', 'NULL', `'nan'`, `'inf'`), 'edges')).toEqual({ kind: 'edges', edges: [0, 1] });
    expect(await cellsOfReference(numbers('NULL', 'NULL'), 'edges')).toEqual({ kind: 'edges', edges: [] });
  });

  it('name the most frequent categories, equal counts by name, 20 at most', async () => {
    expect(await cellsOfReference(names('b', 'a', 'c', 'c', null, 'd'), 'categories')).toEqual({ kind: 'categories', categories: ['c', 'a', 'b', 'd'] });
    const letters = Array.from({ length: 25 }, (_, i) => String.fromCharCode(97 + i));
    expect(await cellsOfReference(names(...letters), 'categories')).toEqual({ kind: 'categories', categories: letters.slice(0, 20) });
  });
});
