import { categoricalPopulation, driftedShare, equalMassEdges, jensenShannon, numericPopulation, populationStability, topCategories, type Figure } from './index.ts';

const repeat = <T>(value: T, times: number): T[] => Array.from({ length: times }, () => value);
const reasonOf = (figure: Figure) => (figure.kind === 'undefined' ? figure.reason : 'value');

describe('populations', () => {
  it('put every value into a cell: below the first edge, from an edge on, and past the last', () => {
    const population = numericPopulation([-5, 0, 0.5, 1, 9, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, null, Number.NaN], [0, 1]);
    expect(population).toEqual({ cells: { kind: 'edges', edges: [0, 1] }, counts: [2, 2, 3], rows: 9, nulls: 1, notNumbers: 1 });
  });

  it('count unlisted categories as other, even beside a category of that name', () => {
    expect(categoricalPopulation(['ATL', 'other', 'XNA', null, 'constructor'], ['ATL', 'other'])).toMatchObject({ counts: [1, 1, 2], rows: 5, nulls: 1 });
  });

  it('make edges of equal mass, with equal edges as one', () => {
    expect(equalMassEdges(Array.from({ length: 101 }, (_, i) => i), 4)).toEqual([0, 25, 50, 75, 100]);
    expect(equalMassEdges([0, 1, 0, 1, null, Number.NaN], 10)).toEqual([0, 1]);
    expect(equalMassEdges([null, null])).toEqual([]);
  });

  it('list the most frequent categories, equal counts by name', () => {
    expect(topCategories(['b', 'a', 'c', 'c', null, 'd'], 3)).toEqual(['c', 'a', 'b']);
  });

  it('refuse edges that do not ascend or are not finite, and doubled categories', () => {
    expect(() => numericPopulation([1], [2, 1])).toThrow(/edges: edge 1 is 1/);
    expect(() => numericPopulation([1], [Number.NaN])).toThrow(/edges: edge 0 is NaN/);
    expect(() => categoricalPopulation(['a'], ['a', 'a'])).toThrow(/categories: a category occurs more than once/);
  });
});

describe('drift', () => {
  const thirds = categoricalPopulation([...repeat('a', 100), ...repeat('b', 100), ...repeat('c', 100)], ['a', 'b']);

  it('case M7: a cell that ran empty raises the figures instead of dropping out', () => {
    const gone = categoricalPopulation([...repeat('b', 30), ...repeat('c', 30)], ['a', 'b']);
    const divergence = jensenShannon(thirds, gone);
    const stability = populationStability(thirds, gone);
    if (divergence.kind === 'undefined' || stability.kind === 'undefined') throw new Error('defined');
    // ½ (1/3 log2 2 + 2/3 log2 0.8) + ½ log2 1.2
    expect(divergence.value).toBeCloseTo(0.190874505, 8);
    expect(divergence.base).toBe(2);
    // the empty cell counts half a row of 60: (1/3 − 1/120) ln 40 + 2 · 1/6 · ln 1.5
    expect(stability.value).toBeCloseTo(0.325 * Math.log(40) + Math.log(1.5) / 3, 12);
    expect(stability).toMatchObject({ emptyCellRows: 0.5, counts: { referenceValues: 300, currentValues: 60 } });
  });

  it('case M7: all cells empty is no verdict, not health', () => {
    const nobody = categoricalPopulation([], ['a', 'b']);
    expect(jensenShannon(thirds, nobody)).toMatchObject({ kind: 'undefined', reason: 'no-rows', counts: { currentRows: 0, referenceValues: 300 } });
    expect(populationStability(nobody, thirds)).toMatchObject({ kind: 'undefined', reason: 'no-reference' });
  });

  it('a cell that is empty on both sides adds nothing', () => {
    const edges = [0, 1];
    const [reference, current] = [numericPopulation([0, 0, 1, 1], edges), numericPopulation([0, 1, 1, 1], edges)];
    expect(populationStability(reference, current)).toMatchObject({ value: expect.closeTo(0.25 * Math.log(1.5) + 0.25 * Math.log(2), 12) });
  });

  it('equal shares do not diverge, shares without a common cell diverge by 1', () => {
    const [low, high] = [categoricalPopulation(['a', 'b'], ['a', 'b', 'c', 'd']), categoricalPopulation(['c', 'd'], ['a', 'b', 'c', 'd'])];
    expect(jensenShannon(low, low)).toMatchObject({ value: 0 });
    expect(populationStability(low, low)).toMatchObject({ value: 0 });
    expect(jensenShannon(low, high)).toMatchObject({ value: 1 });
  });

  it('case M2: a column without data has no verdict and the next one is computed; an empty window says so', () => {
    const values = Array.from({ length: 2000 }, (_, i) => i % 50);
    const edges = equalMassEdges(values);
    const reference = numericPopulation(values, edges);
    const columnA = jensenShannon(reference, numericPopulation(repeat(null, 40), edges));
    const columnB = jensenShannon(reference, numericPopulation(values.slice(0, 40), edges));
    expect(columnA).toMatchObject({ kind: 'undefined', reason: 'no-values', counts: { referenceRows: 2000, currentRows: 40, currentNulls: 40, currentValues: 0 } });
    expect(columnB.kind).toBe('value');
    expect(driftedShare([columnA, columnB], 0.01)).toEqual({ kind: 'value', value: 1, counts: { figures: 2, figuresDefined: 1, figuresUndefined: 1, drifted: 1 } });
    expect(reasonOf(jensenShannon(reference, numericPopulation([], edges)))).toBe('no-rows');
    expect(reasonOf(driftedShare([columnA], 0.01))).toBe('no-figures');
  });

  it('a figure on the threshold has not drifted', () => {
    const [at, above] = [0.1, 0.2].map((value): Figure => ({ kind: 'value', value, counts: {} }));
    expect(driftedShare([at!, above!], 0.1)).toMatchObject({ value: 0.5, counts: { drifted: 1 } });
  });

  it('a constant reference has no verdict; a column that turns constant drifts', () => {
    const constant = numericPopulation(repeat(5, 10), equalMassEdges(repeat(5, 10)));
    expect(reasonOf(populationStability(constant, numericPopulation([5, 6, 4], [5])))).toBe('constant-reference');
    expect(reasonOf(jensenShannon(constant, constant))).toBe('constant-reference');
    expect(reasonOf(jensenShannon(numericPopulation([null], []), numericPopulation([null], [])))).toBe('no-reference');
    expect(jensenShannon(numericPopulation([1, 2], [2]), numericPopulation([2, 2], [2]))).toMatchObject({ kind: 'value', value: expect.closeTo(0.311278, 6) });
  });

  it('refuses populations that were counted in other cells', () => {
    expect(() => jensenShannon(numericPopulation([1, 2], [2]), numericPopulation([1, 2], [3]))).toThrow(/current: was counted in other cells/);
    expect(() => populationStability(thirds, { ...thirds, counts: [1, 2] })).toThrow(/current: has 2 counts for 3 cells/);
    expect(() => populationStability({ ...thirds, counts: [1, -2, 3] }, thirds)).toThrow(/reference: count 1 is -2/);
  });
});
