import type { MissingItem } from '@throughline/kernel';
import type { Evaluation, Registration } from '../model-version/model-version.ts';
import { weekTouches } from './week-touches.ts';
import { subjectInWords } from './subject-in-words.ts';

export interface BeatenBaseline {
  readonly evaluation: string;
  readonly baseline: string;
  readonly recallAtShare: number;
  readonly baselineRecallAtShare: number;
}

const lacking = (what: string, remedy: string): MissingItem => ({ key: 'evaluation.beats-baseline', what, remedy });

const verdictOf = ({ evaluation, figures, baseline, beatsBaseline, weeks, datasetVersion }: Evaluation): BeatenBaseline | MissingItem => {
  const rows = `${weeks.join(', ')} of dataset version ${datasetVersion}`;
  const { value, reason } = figures.recallAtShare;
  if (value === null) return lacking(`the evaluation on ${rows} has no recall: ${reason ?? 'no reason given'}`, 'Evaluate the version on weeks that have labels of both kinds.');
  if (!baseline) return lacking(`no baseline was measured on ${rows}`, 'Measure the baseline on the same weeks, then evaluate the version again.');
  if (beatsBaseline !== true) return lacking(`recall ${value} does not beat the baseline ${baseline.recallAtShare} on ${rows}`, 'Train a better version.');
  return { evaluation, baseline: baseline.evaluation, recallAtShare: value, baselineRecallAtShare: baseline.recallAtShare };
};

/**
 * The evaluation that speaks for a version: the newest one that could be compared, for its own KPI as it is defined today, on rows that it did not learn from.
 * An older success does not outweigh a newer failure: else one would evaluate until it fits.
 */
export const weighEvaluation = (registration: Registration, evaluations: readonly Evaluation[], kpiDefinedIn: number | null): BeatenBaseline | MissingItem => {
  const { kpi, subject, period } = registration;
  const ofKpi = evaluations.filter((e) => e.kpi === kpi);
  if (!ofKpi.length) return lacking(`no evaluation of ${subjectInWords(subject)} for its KPI`, 'Score this very version on weeks after those it learnt from.');
  if (kpiDefinedIn === null) return lacking('the definition of its KPI is not known here', 'Send the command again once it has arrived.');
  const ofToday = ofKpi.filter((e) => e.kpiVersion >= kpiDefinedIn);
  if (!ofToday.length) return lacking(`every evaluation of ${subjectInWords(subject)} is older than version ${kpiDefinedIn} of the KPI, which measures something else`, 'Score the version and the baseline again.');
  const unseen = ofToday.filter((e) => !e.weeks.some((week) => weekTouches(week, period)));
  const newest = unseen.findLast((e) => e.beatsBaseline !== null) ?? unseen.at(-1);
  if (!newest) return lacking(`every evaluation of ${subjectInWords(subject)} touches days that it learnt from (${period.from} until ${period.to})`, 'Score it on whole weeks outside those days.');
  return verdictOf(newest);
};
