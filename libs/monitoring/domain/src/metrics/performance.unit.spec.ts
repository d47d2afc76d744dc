import { auc, calibrationError, logLoss, measureWeek, recallAtShare, scoredRows, type Figure } from './index.ts';

const rows = (...entries: [score: number | null, label: 0 | 1 | null][]) =>
  scoredRows({ rowNumber: entries.map((_, i) => i), score: entries.map(([score]) => score), label: entries.map(([, label]) => label) });

const valueOf = (figure: Figure): number => {
  if (figure.kind === 'undefined') throw new Error(`undefined: ${figure.reason}`);
  return figure.value;
};

describe('AUC', () => {
  it('is the share of rightly ordered pairs', () => {
    expect(valueOf(auc(rows([0.1, 0], [0.4, 0], [0.35, 1], [0.8, 1])))).toBe(0.75);
  });

  it('counts ties at one half, so a constant score has 0.5', () => {
    expect(valueOf(auc(rows([0.5, 1], [0.5, 0], [0.5, 0])))).toBe(0.5);
  });

  it('ranks NULL scores last and as equals', () => {
    expect(valueOf(auc(rows([null, 0], [null, 1], [0, 1])))).toBe(0.75); // half a pair and one pair of two
  });
});

describe('log loss', () => {
  it('is the mean negative logarithm', () => {
    expect(valueOf(logLoss(rows([0.8, 1], [0.4, 0])))).toBeCloseTo(0.36698458754, 10); // (−ln 0.8 − ln 0.6) / 2
  });

  it('clips certainty that was wrong to 1e−15 on either side', () => {
    expect(valueOf(logLoss(rows([0, 1])))).toBeCloseTo(15 * Math.LN10, 10);
    expect(valueOf(logLoss(rows([1, 0])))).toBeCloseTo(15 * Math.LN10, 2); // 1 − 1e−15 is not exact in binary
  });

  it('leaves out rows without score or label and counts them', () => {
    expect(logLoss(rows([0.8, 1], [0.4, 0], [null, 1], [0.9, null]))).toMatchObject({ kind: 'value', counts: { rows: 4, measured: 2, withoutScore: 1, withoutLabel: 1 } });
    expect(valueOf(logLoss(rows([0.8, 1], [0.4, 0], [null, 1], [0.9, null])))).toBeCloseTo(0.36698458754, 10);
  });
});

describe('calibration error', () => {
  it('weights the gap of each bin by its rows', () => {
    const figure = calibrationError(rows([0.1, 0], [0.2, 0], [0.7, 1], [0.6, 1]));
    expect(valueOf(figure)).toBeCloseTo((0.1 + 0.2 + 0.3 + 0.4) / 4, 12);
    expect(figure).toMatchObject({ bins: [{ rows: 1, meanScore: 0.1, positiveShare: 0 }, { rows: 1 }, { rows: 1, meanScore: 0.6, positiveShare: 1 }, { rows: 1 }] });
  });

  it('puts equal scores into bins by row number', () => {
    const twenty = (label: (i: number) => 0 | 1) => rows(...Array.from({ length: 20 }, (_, i): [number, 0 | 1] => [0.5, label(i)]));
    expect(valueOf(calibrationError(twenty((i) => (i < 10 ? 0 : 1))))).toBe(0.5);
    expect(valueOf(calibrationError(twenty((i) => (i % 2 ? 1 : 0))))).toBe(0);
  });
});

describe('calibration bins', () => {
  it.each([100, 103, 109, 13, 7])('case S10: %p rows leave no remainder bin and no row out', (n) => {
    const figure = calibrationError(rows(...Array.from({ length: n }, (_, i): [number, 0 | 1] => [i / n, i % 2 ? 1 : 0])));
    if (figure.kind === 'undefined') throw new Error('defined');
    const sizes = figure.bins.map((bin) => bin.rows);
    expect(sizes.length).toBe(Math.min(10, n));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(n);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
  });
});

describe('recall at a share', () => {
  const ten = rows([0.9, 1], [0.5, 0], [0.5, 1], [0.5, 1], [0.1, 1], [0.1, 0], [0.1, 0], [0.1, 0], [0.1, 0], [null, 0]);

  it('selects floor(share · n) rows, ties by ascending row number, with the Wilson band', () => {
    const figure = recallAtShare(ten, 0.3); // rows 0, 1, 2
    expect(figure).toMatchObject({ value: 0.5, selected: 3, found: 2, share: 0.3, band: { method: 'wilson', confidence: 0.95 } });
    if (figure.kind === 'undefined') throw new Error('defined');
    expect(figure.band.lower).toBeCloseTo(0.15003899, 8);
    expect(figure.band.upper).toBeCloseTo(0.84996101, 8);
  });

  it('reads the share as the decimal that was written', () => {
    const hundred = rows(...Array.from({ length: 100 }, (_, i): [number, 0 | 1] => [1 - i / 100, i === 28 ? 1 : 0]));
    expect(recallAtShare(hundred, 0.29)).toMatchObject({ value: 1, selected: 29 });
  });

  it('lets rows without label take their place in the selection', () => {
    expect(recallAtShare(rows([0.9, null], [0.8, 1], [0.7, 0], [0.6, 1]), 0.5)).toMatchObject({ value: 0.5, selected: 2, found: 1 });
  });

  it('is a true zero when labels were there to be found and none was', () => {
    const figure = recallAtShare(rows([0.9, 0], [0.1, 1]), 0.5);
    expect(figure).toMatchObject({ kind: 'value', value: 0, band: { lower: 0 } });
  });

  it('has no value when the share is less than a row', () => {
    expect(recallAtShare(rows([0.9, 1], [0.1, 0]), 0.3)).toMatchObject({ kind: 'undefined', reason: 'none-selected' });
  });

  it.each([0, 1.1, -0.3, Number.NaN])('refuses the share %p', (share) => {
    expect(() => recallAtShare(ten, share)).toThrow(/share: .* is not in \(0, 1\]/);
  });
});

describe('what is undefined says why and is never zero', () => {
  const reasons = (sample: ReturnType<typeof rows>) => {
    const week = measureWeek(sample, 0.3);
    return [week.auc, week.recallAtShare, week.logLoss, week.calibrationError].map((figure) => (figure.kind === 'undefined' ? figure.reason : 'value'));
  };

  it('without rows, without labels, without scores', () => {
    expect(reasons(rows())).toEqual(Array(4).fill('no-rows'));
    expect(reasons(rows([0.5, null], [0.4, null]))).toEqual(Array(4).fill('no-labels'));
    expect(reasons(rows([null, 1], [null, 0]))).toEqual(Array(4).fill('no-scores'));
    expect(reasons(rows([null, 1], [0.5, null]))).toEqual(Array(4).fill('no-scores'));
  });

  it('case M4: 500 rows of one class have no ranking figures, but loss and calibration; the next window is normal', () => {
    const oneClass = rows(...Array.from({ length: 500 }, (_, i): [number, 0] => [i < 480 ? 0.1 : 0.9, 0]));
    expect(reasons(oneClass)).toEqual(['one-class', 'one-class', 'value', 'value']);
    expect(auc(oneClass)).toEqual({ kind: 'undefined', reason: 'one-class', counts: oneClass.counts });
    expect(oneClass.counts).toMatchObject({ rows: 500, positives: 0, negatives: 500 });
    expect(valueOf(calibrationError(oneClass))).toBeCloseTo(0.96 * 0.1 + 0.04 * 0.9, 12);
    expect(reasons(rows([0.9, 1], [0.9, 1], [0.9, 1], [0.9, 1]))).toEqual(['one-class', 'one-class', 'value', 'value']);
    expect(reasons(rows([0.9, 1], [0.2, 0], [0.3, 0], [0.1, 0]))).toEqual(Array(4).fill('value'));
  });
});
