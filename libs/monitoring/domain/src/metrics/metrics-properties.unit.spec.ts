import fc from 'fast-check';
import { numbersIn } from '../../test/populations.ts';
import { auc, calibrationError, jensenShannon, logLoss, measureWeek, populationStability, recallAtShare, scoredRows, type Figure } from './index.ts';

interface Row {
  rowNumber: number;
  score: number | null;
  label: boolean | null;
}

// A coarse grid of scores, so that ties are the rule.
const gridScore = fc.integer({ min: 0, max: 12 }).map((step) => step / 12);
const sample = (score: fc.Arbitrary<number | null>, label: fc.Arbitrary<boolean | null>) =>
  fc.uniqueArray(fc.record({ rowNumber: fc.nat(500), score, label }), { selector: (row) => row.rowNumber, maxLength: 60 });
const anyRows = sample(fc.option(gridScore, { freq: 8 }), fc.option(fc.boolean(), { freq: 8 }));
const fullRows = sample(gridScore, fc.boolean());

const build = (rows: readonly Row[]) => scoredRows({ rowNumber: rows.map((row) => row.rowNumber), score: rows.map((row) => row.score), label: rows.map((row) => row.label) });
const expectNear = (figure: Figure, expected: number | undefined) => {
  if (expected === undefined) expect(figure.kind).toBe('undefined');
  else expect(figure).toMatchObject({ kind: 'value', value: expect.closeTo(expected, 12) });
};
const measured = (rows: readonly Row[]) => rows.filter((row): row is Row & { score: number; label: boolean } => row.score !== null && row.label !== null);

describe('figures agree with naive ones', () => {
  it('AUC with all pairs', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const of = (label: boolean) => rows.filter((row) => row.label === label).map((row) => row.score ?? Number.NEGATIVE_INFINITY);
        const [positives, negatives] = [of(true), of(false)];
        const wins = positives.flatMap((p) => negatives.map((n): number => (p > n ? 1 : p === n ? 0.5 : 0)));
        const some = wins.length > 0 && measured(rows).length > 0;
        expectNear(auc(build(rows)), some ? wins.reduce((sum, win) => sum + win, 0) / wins.length : undefined);
      }),
      { numRuns: 500 },
    );
  });

  it('calibration error with sorted objects', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const sorted = measured(rows).sort((a, b) => a.score - b.score || a.rowNumber - b.rowNumber);
        const gaps = Array.from({ length: 10 }, (_, bin) => {
          const inside = sorted.filter((_row, rank) => Math.floor((10 * rank) / sorted.length) === bin);
          return Math.abs(inside.reduce((sum, row) => sum + row.score - Number(row.label), 0)) / sorted.length;
        });
        expectNear(calibrationError(build(rows)), sorted.length ? gaps.reduce((sum, gap) => sum + gap, 0) : undefined);
      }),
      { numRuns: 500 },
    );
  });

  it('log loss with a plain mean', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const losses = measured(rows).map(({ score, label }) => {
          const clipped = Math.min(Math.max(score, 1e-15), 1 - 1e-15);
          return -Math.log(label ? clipped : 1 - clipped);
        });
        expectNear(logLoss(build(rows)), losses.length ? losses.reduce((sum, loss) => sum + loss, 0) / losses.length : undefined);
      }),
    );
  });

  it('recall with sorted objects and whole-number arithmetic for the share', () => {
    fc.assert(
      fc.property(anyRows, fc.integer({ min: 1, max: 100 }), (rows, percent) => {
        const ranked = [...rows].sort((a, b) => (b.score ?? -1) - (a.score ?? -1) || a.rowNumber - b.rowNumber);
        const selected = ranked.slice(0, Math.floor((percent * rows.length) / 100));
        const positives = rows.filter((row) => row.label === true).length;
        const one = positives === 0 || rows.every((row) => row.label !== false);
        const expected = one || selected.length === 0 || measured(rows).length === 0 ? undefined : selected.filter((row) => row.label).length / positives;
        const figure = recallAtShare(build(rows), percent / 100);
        expectNear(figure, expected);
        if (figure.kind === 'value') {
          expect(figure.band.lower).toBeLessThanOrEqual(figure.value);
          expect(figure.band.upper).toBeGreaterThanOrEqual(figure.value);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('figures keep their invariants', () => {
  it('do not depend on the order of the input, to the last bit', () => {
    const shuffled = anyRows.chain((rows) => fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length })));
    fc.assert(
      fc.property(shuffled, ([rows, permuted]) => {
        expect(measureWeek(build(permuted), 0.3)).toEqual(measureWeek(build(rows), 0.3));
      }),
    );
  });

  it('AUC and recall see the ranking only', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const squared = build(rows.map((row) => ({ ...row, score: row.score === null ? null : row.score ** 2 / 2 })));
        expect(auc(squared)).toEqual(auc(build(rows)));
        expect(recallAtShare(squared, 0.3)).toEqual(recallAtShare(build(rows), 0.3));
      }),
    );
  });

  it('AUC of the mirrored score is the complement', () => {
    fc.assert(
      fc.property(fullRows, (rows) => {
        const [figure, mirrored] = [auc(build(rows)), auc(build(rows.map((row) => ({ ...row, score: 1 - row.score! }))))];
        expectNear(mirrored, figure.kind === 'value' ? 1 - figure.value : undefined);
      }),
    );
  });

  it('are JSON: finite numbers and reasons, whatever comes in', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const week = measureWeek(build(rows), 0.3);
        expect(JSON.parse(JSON.stringify(week))).toEqual(week); // NaN and infinities would come back as null
      }),
    );
  });

  it('drift is symmetric, not negative, and Jensen–Shannon at most 1', () => {
    const values = fc.array(fc.option(fc.integer({ min: 0, max: 20 }), { freq: 6 }), { maxLength: 80 });
    fc.assert(
      fc.property(values, values, (before, after) => {
        const [a, b] = [numbersIn([0, 4, 8, 12, 16], before), numbersIn([0, 4, 8, 12, 16], after)];
        for (const measure of [jensenShannon, populationStability]) {
          const [there, back] = [measure(a, b), measure(b, a)];
          if (there.kind === 'undefined') continue;
          expect(there.value).toBeGreaterThanOrEqual(0);
          if (back.kind === 'value') expect(back.value).toBeCloseTo(there.value, 12);
          expect(measure(a, a)).toMatchObject({ value: 0 });
        }
        const divergence = jensenShannon(a, b);
        if (divergence.kind === 'value') expect(divergence.value).toBeLessThanOrEqual(1);
      }),
    );
  });
});
