import { defined, undefinedFigure, type Counts, type Figure, type Undefined } from './figure.ts';
import { MetricInputError } from './metric-input-error.ts';
import type { Population } from './population.ts';

/** Jensen–Shannon divergence to base 2: 0 for equal shares, 1 for shares without a common cell. Empty cells need no treatment. */
export const jensenShannon = (reference: Population, current: Population): Figure<{ readonly base: 2 }> =>
  compare(reference, current, (counts, p, q) => {
    const half = (a: number, middle: number) => (a === 0 ? 0 : (a / 2) * Math.log2(a / middle));
    const sum = total(p.map((share, i) => half(share, (share + q[i]!) / 2) + half(q[i]!, (share + q[i]!) / 2)));
    return defined(Math.min(1, Math.max(0, sum)), counts, { base: 2 as const }); // rounding alone leaves [0, 1]
  });

/** Population stability index with the natural logarithm. A cell that is empty on one side counts half a row there; empty on both sides it adds nothing. */
export const populationStability = (reference: Population, current: Population): Figure<{ readonly emptyCellRows: 0.5 }> =>
  compare(reference, current, (counts, p, q) => {
    const term = (a: number, b: number) => {
      if (a === 0 && b === 0) return 0;
      const expected = a || 0.5 / counts['referenceValues']!;
      const actual = b || 0.5 / counts['currentValues']!;
      return (actual - expected) * Math.log(actual / expected);
    };
    return defined(total(p.map((share, i) => term(share, q[i]!))), counts, { emptyCellRows: 0.5 as const });
  });

const compare = <Detail extends object>(
  reference: Population,
  current: Population,
  measure: (counts: Counts, referenceShares: number[], currentShares: number[]) => Figure<Detail>,
): Figure<Detail> => {
  requireSameCells(reference, current);
  const [referenceValues, currentValues] = [total(reference.counts), total(current.counts)];
  const counts = {
    referenceRows: reference.rows, referenceNulls: reference.nulls, referenceNotNumbers: reference.notNumbers, referenceValues,
    currentRows: current.rows, currentNulls: current.nulls, currentNotNumbers: current.notNumbers, currentValues,
  };
  return noVerdict(reference, counts) ?? measure(counts, reference.counts.map((count) => count / referenceValues), current.counts.map((count) => count / currentValues));
};

const noVerdict = (reference: Population, counts: { referenceValues: number; currentRows: number; currentValues: number }): Undefined | undefined => {
  if (counts.referenceValues === 0) return undefinedFigure('no-reference', counts);
  if (counts.currentRows === 0) return undefinedFigure('no-rows', counts);
  if (counts.currentValues === 0) return undefinedFigure('no-values', counts);
  if (reference.counts.filter((count) => count > 0).length === 1) return undefinedFigure('constant-reference', counts);
  return undefined;
};

const requireSameCells = (reference: Population, current: Population): void => {
  for (const [field, { cells, counts }] of [['reference', reference], ['current', current]] as const) {
    const expected = (cells.kind === 'edges' ? cells.edges : cells.categories).length + 1;
    const bad = counts.findIndex((count) => !Number.isSafeInteger(count) || count < 0);
    if (counts.length !== expected) throw new MetricInputError(field, `has ${counts.length} counts for ${expected} cells`);
    if (bad >= 0) throw new MetricInputError(field, `count ${bad} is ${counts[bad]}; expected a whole number from 0`);
  }
  const key = ({ cells }: Population) => JSON.stringify(cells.kind === 'edges' ? cells.edges : cells.categories);
  if (reference.cells.kind !== current.cells.kind || key(reference) !== key(current)) throw new MetricInputError('current', "was counted in other cells than the reference; count it in the reference's stored cells");
};

const total = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);
