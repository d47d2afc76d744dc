import { defined, type Figure } from './figure.ts';
import { NO_LABEL, NO_SCORE, type ScoredRows } from './scored-rows.ts';
import { unmeasurable } from './unmeasurable.ts';

export interface CalibrationBin {
  readonly rows: number;
  readonly meanScore: number;
  readonly positiveShare: number;
}

const BINS = 10;

/** Expected calibration error over 10 bins of equal mass; with fewer than 10 rows the empty bins are left out. */
export const calibrationError = ({ score, label, order, counts }: ScoredRows): Figure<{ readonly bins: readonly CalibrationBin[] }> => {
  const nothing = unmeasurable(counts);
  if (nothing) return nothing;
  const sums = Array.from({ length: BINS }, () => ({ rows: 0, score: 0, positives: 0 }));
  let rank = 0;
  for (const i of order) {
    if (score[i] === NO_SCORE || label[i] === NO_LABEL) continue;
    const bin = sums[Math.floor((BINS * rank++) / counts.measured)]!;
    bin.rows++;
    bin.score += score[i]!;
    bin.positives += label[i]!;
  }
  const bins = sums.filter((bin) => bin.rows > 0).map((bin) => ({ rows: bin.rows, meanScore: bin.score / bin.rows, positiveShare: bin.positives / bin.rows }));
  const value = bins.reduce((sum, bin) => sum + bin.rows * Math.abs(bin.meanScore - bin.positiveShare), 0) / counts.measured;
  return defined(value, counts, { bins });
};
