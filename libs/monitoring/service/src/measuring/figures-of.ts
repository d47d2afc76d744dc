import { createHash } from 'node:crypto';
import {
  compareRecall, figureData, measureWeek, measureWeeks, noFigureData, recallAtShare, scoredRows, type ComparisonFigures, type EvaluationFigures, type ScoredRows, type WindowFigures,
} from '@throughline/monitoring-domain';
import type { WeekColumns } from './read-week-columns.ts';

/** Equal digests are equal rows with equal labels; NULL labels count. */
const labelsDigest = (weeks: readonly { readonly week: string; readonly rows: ScoredRows }[]): string => {
  const hash = createHash('sha256');
  for (const { week, rows } of weeks) hash.update(`${week} ${rows.rowNumber.length}\n`).update(rows.rowNumber).update(rows.label);
  return `sha256:${hash.digest('hex')}`;
};

export const evaluationFigures = (columns: readonly WeekColumns[], share: number): EvaluationFigures => {
  const weeks = columns.map(({ week, rowNumber, scores, label }) => ({ week, rows: scoredRows({ rowNumber, score: scores[0]!, label }) }));
  const all = measureWeeks(weeks.map(({ rows }) => rows), share);
  return {
    weeks: weeks.map(({ week, rows }) => {
      const { counts, ...of } = measureWeek(rows, share);
      const { recallAtShare: recall } = of;
      return {
        week, rows: counts.rows, positives: counts.positives, recallAtShare: figureData(recall, recall.kind === 'value' ? recall.band : undefined),
        auc: figureData(of.auc), logLoss: figureData(of.logLoss), calibrationError: figureData(of.calibrationError),
      };
    }),
    figures: {
      recallAtShare: figureData(all.recallAtShare, all.recallAtShare.kind === 'value' ? all.recallAtShare.band : undefined),
      auc: figureData(all.auc), logLoss: figureData(all.logLoss), calibrationError: figureData(all.calibrationError),
    },
    labels: labelsDigest(weeks),
  };
};

export type WindowPerformance = Omit<WindowFigures, 'drift' | 'referenceProfile'>;

/** The first score is the model's, the second the baseline's. */
export const windowFigures = ({ rowNumber, scores, label }: WeekColumns, share: number): WindowPerformance => {
  const rows = scoredRows({ rowNumber, score: scores[0]!, label });
  const { counts, ...of } = measureWeek(rows, share);
  const baseline = scores[1] && recallAtShare(scoredRows({ rowNumber, score: scores[1], label }), share);
  return {
    rows: counts.rows, positives: counts.positives, auc: figureData(of.auc), logLoss: figureData(of.logLoss), calibrationError: figureData(of.calibrationError),
    recallAtShare: figureData(of.recallAtShare, of.recallAtShare.kind === 'value' ? of.recallAtShare.band : undefined),
    baselineRecallAtShare: baseline ? figureData(baseline, baseline.kind === 'value' ? baseline.band : undefined) : noFigureData('no-baseline'),
  };
};

/** The first score is the incumbent's, the second the candidate's. */
export const comparisonFigures = (columns: readonly WeekColumns[], share: number): ComparisonFigures => {
  const compared = compareRecall(columns.map(({ week, rowNumber, scores, label }) => ({
    week, incumbent: scoredRows({ rowNumber, score: scores[0]!, label }), candidate: scoredRows({ rowNumber, score: scores[1]!, label }),
  })), share);
  return {
    difference: figureData(compared, compared.kind === 'value' ? compared.interval : undefined),
    weeks: compared.weeks.map(({ week, incumbent, candidate, difference }) => ({
      week,
      incumbent: figureData(incumbent, incumbent.kind === 'value' ? incumbent.band : undefined),
      candidate: figureData(candidate, candidate.kind === 'value' ? candidate.band : undefined),
      difference: figureData(difference),
      onlyIncumbent: difference.kind === 'value' ? difference.onlyIncumbent : null,
      onlyCandidate: difference.kind === 'value' ? difference.onlyCandidate : null,
    })),
  };
};
