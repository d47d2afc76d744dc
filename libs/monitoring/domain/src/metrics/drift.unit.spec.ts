import { namesIn, numbersIn } from '../../test/populations.ts';
import { jensenShannon, populationStability, type Figure } from './index.ts';

const repeat = <T>(value: T, times: number): T[] => Array.from({ length: times }, () => value);
const reasonOf = (figure: Figure) => (figure.kind === 'undefined' ? figure.reason : 'value');

describe('drift', () => {
  const thirds = namesIn(['a', 'b'], [...repeat('a', 100), ...repeat('b', 100), ...repeat('c', 100)]);

  it('case M7: a cell that ran empty raises the figures instead of dropping out', () => {
    const gone = namesIn(['a', 'b'], [...repeat('b', 30), ...repeat('c', 30)]);
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
    const nobody = namesIn(['a', 'b'], []);
    expect(jensenShannon(thirds, nobody)).toMatchObject({ kind: 'undefined', reason: 'no-rows', counts: { currentRows: 0, referenceValues: 300 } });
    expect(populationStability(nobody, thirds)).toMatchObject({ kind: 'undefined', reason: 'no-reference' });
  });

  it('a cell that is empty on both sides adds nothing', () => {
    const edges = [0, 1];
    const [reference, current] = [numbersIn(edges, [0, 0, 1, 1]), numbersIn(edges, [0, 1, 1, 1])];
    expect(populationStability(reference, current)).toMatchObject({ value: expect.closeTo(0.25 * Math.log(1.5) + 0.25 * Math.log(2), 12) });
  });

  it('equal shares do not diverge, shares without a common cell diverge by 1', () => {
    const [low, high] = [namesIn(['a', 'b', 'c', 'd'], ['a', 'b']), namesIn(['a', 'b', 'c', 'd'], ['c', 'd'])];
    expect(jensenShannon(low, low)).toMatchObject({ value: 0 });
    expect(populationStability(low, low)).toMatchObject({ value: 0 });
    expect(jensenShannon(low, high)).toMatchObject({ value: 1 });
  });

  it('case M2: a column without data has no verdict and the next one is computed; an empty window says so', () => {
    const values = Array.from({ length: 2000 }, (_, i) => i % 50);
    const edges = Array.from({ length: 10 }, (_, i) => 5 * i);
    const reference = numbersIn(edges, values);
    const columnA = jensenShannon(reference, numbersIn(edges, repeat(null, 40)));
    const columnB = jensenShannon(reference, numbersIn(edges, values.slice(0, 40)));
    expect(columnA).toMatchObject({ kind: 'undefined', reason: 'no-values', counts: { referenceRows: 2000, currentRows: 40, currentNulls: 40, currentValues: 0 } });
    expect(columnB.kind).toBe('value');
    expect(reasonOf(jensenShannon(reference, numbersIn(edges, [])))).toBe('no-rows');
  });

  it('a constant reference has no verdict; a column that turns constant drifts', () => {
    const constant = numbersIn([5], repeat(5, 10));
    expect(reasonOf(populationStability(constant, numbersIn([5], [5, 6, 4])))).toBe('constant-reference');
    expect(reasonOf(jensenShannon(constant, constant))).toBe('constant-reference');
    expect(reasonOf(jensenShannon(numbersIn([], [null]), numbersIn([], [null])))).toBe('no-reference');
    expect(jensenShannon(numbersIn([2], [1, 2]), numbersIn([2], [2, 2]))).toMatchObject({ kind: 'value', value: expect.closeTo(0.311278, 6) });
  });

  it('refuses populations that were counted in other cells', () => {
    expect(() => jensenShannon(numbersIn([2], [1, 2]), numbersIn([3], [1, 2]))).toThrow(/current: was counted in other cells/);
    expect(() => populationStability(thirds, { ...thirds, counts: [1, 2] })).toThrow(/current: has 2 counts for 3 cells/);
    expect(() => populationStability({ ...thirds, counts: [1, -2, 3] }, thirds)).toThrow(/reference: count 1 is -2/);
  });
});
