import { accept, isCalendarDate, reject, rejectForNow, sameSubject, weekPeriod, type Decision, type Subject } from '@throughline/kernel';
import { areLabelsDue, labelsDueOn } from '../metrics/index.ts';
import type { ComparisonCommand, ComparisonEvent, ComparisonWish, ScoredRun } from './comparison.ts';

export type ComparisonRefusal =
  | 'MONITORING.NO_SUCH_COMPARISON' | 'MONITORING.NO_SUCH_DATE' | 'MONITORING.KPI_UNKNOWN' | 'MONITORING.RUN_UNKNOWN' | 'MONITORING.RUN_OF_OTHER_KPI'
  | 'MONITORING.NOT_A_MODEL' | 'MONITORING.SAME_VERSION' | 'MONITORING.OTHER_MODEL' | 'MONITORING.DIFFERENT_ROWS' | 'MONITORING.VERSION_UNKNOWN'
  | 'MONITORING.CUT_INSIDE_TRAINING' | 'MONITORING.WEEKS_BEFORE_CUT' | 'MONITORING.LABELS_TOO_EARLY' | 'MONITORING.DATA_CONTRACT_MISSING';
export type ComparisonDecision = Decision<ComparisonEvent, ComparisonRefusal>;
type Refused = Extract<ComparisonDecision, { accepted: false }>;

type Side = 'incumbentRun' | 'candidateRun';
type Scored = ScoredRun & { readonly model: string; readonly subject: Subject };

const isScored = (run: ScoredRun): run is Scored => run.model !== null && run.subject !== null;

const sideProblem = (side: Side, run: ScoredRun | null, wish: ComparisonWish): Refused | undefined => {
  if (!run) return rejectForNow('MONITORING.RUN_UNKNOWN', { field: side, run: wish[side] });
  if (run.kpi !== wish.kpi) return reject('MONITORING.RUN_OF_OTHER_KPI', { field: side, run: run.run });
  if (!isScored(run)) return reject('MONITORING.NOT_A_MODEL', { field: side, run: run.run });
  if (run.trainedUntil === null) return rejectForNow('MONITORING.VERSION_UNKNOWN', { field: side });
  // Weeks that a version learnt from would flatter it.
  if (run.trainedUntil > wish.after) return reject('MONITORING.CUT_INSIDE_TRAINING', { field: side, trainedUntil: run.trainedUntil });
  return undefined;
};

const weekProblem = (weeks: readonly string[], { after, businessDate }: ComparisonWish): Refused | undefined => {
  const before = weeks.filter((week) => weekPeriod(week).from < after);
  if (before.length) return reject('MONITORING.WEEKS_BEFORE_CUT', { weeks: before, after });
  const early = weeks.find((week) => !areLabelsDue(week, businessDate));
  return early === undefined ? undefined : reject('MONITORING.LABELS_TOO_EARLY', { week: early, due: labelsDueOn(early), businessDate });
};

const pairProblem = (incumbent: ScoredRun, candidate: ScoredRun): Refused | undefined => {
  if (sameSubject(incumbent.subject, candidate.subject)) return reject('MONITORING.SAME_VERSION');
  if (incumbent.model !== candidate.model) return reject('MONITORING.OTHER_MODEL');
  const rows = ({ dataset, datasetVersion, weeks }: ScoredRun) => JSON.stringify([dataset, datasetVersion, [...weeks].sort()]);
  return rows(incumbent) === rows(candidate) ? undefined : reject('MONITORING.DIFFERENT_ROWS');
};

export const requestComparison = ({ data }: Extract<ComparisonCommand, { type: 'CompareModelVersions' }>): ComparisonDecision => {
  const { wish, facts } = data;
  for (const field of ['after', 'businessDate'] as const) {
    if (!isCalendarDate(wish[field])) return reject('MONITORING.NO_SUCH_DATE', { field, date: wish[field] });
  }
  const { kpi, incumbent, candidate, rows } = facts;
  if (!kpi) return rejectForNow('MONITORING.KPI_UNKNOWN');
  const problem = sideProblem('incumbentRun', incumbent, wish) ?? sideProblem('candidateRun', candidate, wish);
  if (problem) return problem;
  if (!incumbent || !candidate || !isScored(incumbent) || !isScored(candidate)) throw new Error('both sides were checked');
  const wrong = pairProblem(incumbent, candidate) ?? weekProblem(incumbent.weeks, wish);
  if (wrong) return wrong;
  if (!rows) return rejectForNow('MONITORING.DATA_CONTRACT_MISSING', { datasetVersion: incumbent.datasetVersion });
  return accept({ type: 'ComparisonRequested', data: {
    kpi, modelName: incumbent.model, incumbent: incumbent.subject, candidate: candidate.subject, incumbentRun: incumbent.run, candidateRun: candidate.run,
    incumbentPredictions: incumbent.predictions, candidatePredictions: candidate.predictions, weeks: [...incumbent.weeks].sort(), after: wish.after, rows,
  } });
};
