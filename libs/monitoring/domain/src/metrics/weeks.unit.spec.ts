import { compareRecall, measureWeeks, scoredRows, tOverWeeks, tQuantile975, wilson, type Interval, type ScoredRows, type Undefined } from './index.ts';

// Row numbers from `first`; scores descend, so the first fifth of the labels is selected.
const week = (first: number, labels: (0 | 1)[], scores = labels.map((_, i) => 1 - i / labels.length)): ScoredRows =>
  scoredRows({ rowNumber: labels.map((_, i) => first + i), score: scores, label: labels });
const reversed = (labels: (0 | 1)[]) => labels.map((_, i) => i / labels.length);

const bounds = (interval: Interval | Undefined): [number, number] => {
  if (interval.kind === 'undefined') throw new Error(interval.reason);
  return [interval.lower, interval.upper];
};

const half: (0 | 1)[] = [1, 0, 0, 0, 0, 0, 0, 0, 0, 1]; // recall at 20 % = 0.5 either way round
const all: (0 | 1)[] = [1, 1, 0, 0, 0, 0, 0, 0, 0, 0]; // 1, reversed 0
const most: (0 | 1)[] = [1, 1, 0, 0, 0, 0, 0, 0, 1, 0]; // 2/3, reversed 1/3
const none: (0 | 1)[] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

describe('intervals', () => {
  it('knows the quantiles of the printed tables', () => {
    const table = [[1, 12.7062], [2, 4.30265], [3, 3.18245], [4, 2.77645], [5, 2.57058], [12, 2.17881], [30, 2.04227], [100, 1.98397]] as const;
    for (const [degrees, quantile] of table) expect(tQuantile975(degrees)).toBeCloseTo(quantile, degrees === 1 ? 4 : 5);
  });

  it('spans the mean by t · s / √n', () => {
    const [lower, upper] = bounds(tOverWeeks([1, 2, 3, 4, 5], [-10, 10]));
    expect(lower).toBeCloseTo(3 - 1.963243, 6);
    expect(upper).toBeCloseTo(3 + 1.963243, 6);
    expect(bounds(tOverWeeks([0.1, 0.9], [0, 1]))).toEqual([0, 1]);
  });

  it('gives none for one week or without spread', () => {
    expect(tOverWeeks([0.4], [0, 1])).toEqual({ kind: 'undefined', reason: 'too-few-weeks', counts: { weeks: 1 } });
    expect(tOverWeeks([0.4, 0.4], [0, 1])).toEqual({ kind: 'undefined', reason: 'no-spread', counts: { weeks: 2 } });
  });

  it('keeps Wilson bands inside [0, 1] at both ends', () => {
    expect(wilson(0, 5).lower).toBe(0);
    expect(wilson(0, 5).upper).toBeCloseTo(0.434482, 6);
    expect(wilson(5, 5)).toMatchObject({ upper: 1 });
    expect(wilson(5, 5).lower).toBeCloseTo(0.565518, 6);
  });
});

describe('several weeks', () => {
  it('take recall as the mean of the weeks and the rest over all rows', () => {
    const period = measureWeeks([week(0, half), week(10, all)], 0.2);
    expect(period.recallAtShare).toMatchObject({ value: 0.75, counts: { weeks: 2, weeksDefined: 2, weeksUndefined: 0 }, band: { method: 'student-t-over-weeks', lower: 0, upper: 1 } });
    expect(period.counts.rows).toBe(20);
    // Of the 4 · 16 pairs the two weeks' scores tie at each rank: positives at ranks 1, 1, 2 and 10 of 10.
    expect(period.auc).toMatchObject({ value: (16 + 16 + (15 + 0.5) + 0.5) / 64 });
  });

  it('leave out a week without a recall, and say so', () => {
    const period = measureWeeks([week(0, half), week(10, none), week(20, all)], 0.2);
    expect(period.recallAtShare).toMatchObject({ value: 0.75, counts: { weeks: 3, weeksDefined: 2, weeksUndefined: 1 } });
  });

  it('have no recall when no week has one, and nothing without weeks', () => {
    expect(measureWeeks([week(0, none)], 0.2).recallAtShare).toMatchObject({ kind: 'undefined', reason: 'no-figures', counts: { weeks: 1, weeksUndefined: 1 } });
    const empty = measureWeeks([], 0.2);
    expect([empty.auc, empty.logLoss, empty.recallAtShare].map((figure) => figure.kind === 'undefined' && figure.reason)).toEqual(['no-rows', 'no-rows', 'no-figures']);
  });
});

describe('paired comparison', () => {
  const pair = (name: string, first: number, labels: (0 | 1)[]) => ({ week: name, incumbent: week(first, labels, reversed(labels)), candidate: week(first, labels) });

  it('takes candidate minus incumbent week by week with the discordant positives', () => {
    const result = compareRecall([pair('2001-W14', 0, all), pair('2001-W15', 10, half), pair('2001-W16', 20, most)], 0.2);
    expect(result.weeks.map(({ week: name, difference }) => [name, difference])).toMatchObject([
      ['2001-W14', { value: 1, onlyIncumbent: 0, onlyCandidate: 2 }],
      ['2001-W15', { value: 0, onlyIncumbent: 1, onlyCandidate: 1 }],
      ['2001-W16', { value: 1 / 3, onlyIncumbent: 1, onlyCandidate: 2 }],
    ]);
    if (result.kind === 'undefined') throw new Error('defined');
    expect(result.value).toBeCloseTo(4 / 9, 12);
    const margin = (4.302652729696 * Math.sqrt(7 / 27)) / Math.sqrt(3); // s² = (25 + 16 + 1) / 81 / 2 = 7/27
    const [lower, upper] = bounds(result.interval);
    expect(lower).toBeCloseTo(4 / 9 - margin, 9);
    expect(upper).toBe(1); // 4/9 + 1.26 is cut
  });

  it('counts positives that both versions found for neither', () => {
    const both = { week: '2001-W14', incumbent: week(0, most), candidate: week(0, most, [1, 0, 0, 0, 0, 0, 0, 0, 0.9, 0]) };
    expect(compareRecall([both], 0.2).weeks).toMatchObject([{ difference: { value: 0, onlyIncumbent: 1, onlyCandidate: 1 } }]);
    expect(compareRecall([{ ...both, candidate: both.incumbent }], 0.2).weeks).toMatchObject([{ difference: { value: 0, onlyIncumbent: 0, onlyCandidate: 0 } }]);
  });

  it('claims no certainty from one week or from equal differences', () => {
    expect(compareRecall([pair('2001-W14', 0, all)], 0.2)).toMatchObject({ value: 1, interval: { kind: 'undefined', reason: 'too-few-weeks' } });
    expect(compareRecall([pair('2001-W14', 0, all), pair('2001-W15', 10, all)], 0.2)).toMatchObject({ interval: { kind: 'undefined', reason: 'no-spread' } });
  });

  it('leaves out a week of one class, and has no verdict when none is left', () => {
    const result = compareRecall([pair('2001-W14', 0, none), pair('2001-W15', 10, all)], 0.2);
    expect(result).toMatchObject({ value: 1, counts: { weeks: 2, weeksDefined: 1, weeksUndefined: 1 }, weeks: [{ difference: { reason: 'one-class' } }, {}] });
    expect(compareRecall([pair('2001-W14', 0, none)], 0.2)).toMatchObject({ kind: 'undefined', reason: 'no-figures', weeks: [{ week: '2001-W14' }] });
    expect(compareRecall([], 0.2)).toMatchObject({ kind: 'undefined', reason: 'no-figures' });
  });

  it('refuses other rows or other labels and names week and row', () => {
    const refusal = (candidate: ScoredRows) => () => compareRecall([{ week: '2001-W14', incumbent: week(5, all), candidate }], 0.2);
    expect(refusal(week(5, all.slice(1)))).toThrow(/9 rows in 2001-W14, the incumbent 10/);
    expect(refusal(week(6, all))).toThrow(/candidate of row 5: .*2001-W14/);
    expect(refusal(week(5, half))).toThrow(/label of row 6: .*2001-W14/);
  });
});
