import { auc } from './auc.ts';
import { calibrationError, type CalibrationBin } from './calibration-error.ts';
import { defined, undefinedFigure, type Figure, type Undefined } from './figure.ts';
import { meanOf, tOverWeeks, type Interval } from './interval.ts';
import { logLoss } from './log-loss.ts';
import { recallAtShare, type RecallDetail } from './recall-at-share.ts';
import { pool, type RowCounts, type ScoredRows } from './scored-rows.ts';

export interface WeekPerformance {
  readonly counts: RowCounts;
  readonly auc: Figure;
  readonly logLoss: Figure;
  readonly calibrationError: Figure<{ readonly bins: readonly CalibrationBin[] }>;
  readonly recallAtShare: Figure<RecallDetail>;
}

export interface PeriodPerformance extends Omit<WeekPerformance, 'recallAtShare'> {
  /** Mean of the weeks, not the recall of all rows: each week is a decision of its own. */
  readonly recallAtShare: Figure<{ readonly share: number; readonly band: Interval | Undefined }>;
}

export const measureWeek = (rows: ScoredRows, share: number): WeekPerformance => ({ ...overRows(rows), recallAtShare: recallAtShare(rows, share) });

export const measureWeeks = (weeks: readonly ScoredRows[], share: number): PeriodPerformance => ({
  ...overRows(pool(weeks)),
  recallAtShare: meanRecall(weeks.map((week) => recallAtShare(week, share)), share),
});

/** Weeks without a recall are left out and counted. */
export const meanRecall = (weeks: readonly Figure[], share: number): PeriodPerformance['recallAtShare'] => {
  const values = weeks.flatMap((week) => (week.kind === 'value' ? [week.value] : []));
  const counts = { weeks: weeks.length, weeksDefined: values.length, weeksUndefined: weeks.length - values.length };
  if (values.length === 0) return undefinedFigure('no-figures', counts);
  return defined(meanOf(values), counts, { share, band: tOverWeeks(values, [0, 1]) });
};

const overRows = (rows: ScoredRows) => ({ counts: rows.counts, auc: auc(rows), logLoss: logLoss(rows), calibrationError: calibrationError(rows) });
