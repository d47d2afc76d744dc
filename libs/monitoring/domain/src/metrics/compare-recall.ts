import { defined, undefinedFigure, type Figure, type Undefined } from './figure.ts';
import { meanOf, tOverWeeks, type Interval } from './interval.ts';
import { MetricInputError } from './metric-input-error.ts';
import { recallAtShare, selectHighest, type RecallDetail } from './recall-at-share.ts';
import type { ScoredRows } from './scored-rows.ts';

/** Two scorings of the same rows with the same labels. */
export interface PairedWeek {
  readonly week: string;
  readonly incumbent: ScoredRows;
  readonly candidate: ScoredRows;
}

export interface ComparedWeek {
  readonly week: string;
  readonly incumbent: Figure<RecallDetail>;
  readonly candidate: Figure<RecallDetail>;
  /** Candidate minus incumbent; `onlyIncumbent` and `onlyCandidate` are McNemar's discordant positives. */
  readonly difference: Figure<{ readonly onlyIncumbent: number; readonly onlyCandidate: number }>;
}

export type RecallComparison = Figure<{ readonly share: number; readonly interval: Interval | Undefined }> & { readonly weeks: readonly ComparedWeek[] };

/** Mean over the weeks of (candidate − incumbent), with the paired t interval over the weekly differences. */
export const compareRecall = (weeks: readonly PairedWeek[], share: number): RecallComparison => {
  const compared = weeks.map((week) => compareWeek(week, share));
  const differences = compared.flatMap(({ difference }) => (difference.kind === 'value' ? [difference.value] : []));
  const counts = { weeks: weeks.length, weeksDefined: differences.length, weeksUndefined: weeks.length - differences.length };
  if (differences.length === 0) return { ...undefinedFigure('no-figures', counts), weeks: compared };
  return { ...defined(meanOf(differences), counts, { share, interval: tOverWeeks(differences, [-1, 1]) }), weeks: compared };
};

const compareWeek = (pair: PairedWeek, share: number): ComparedWeek => {
  requireSameRows(pair);
  const incumbent = recallAtShare(pair.incumbent, share);
  const candidate = recallAtShare(pair.candidate, share);
  return { week: pair.week, incumbent, candidate, difference: differenceOf(pair, incumbent, candidate, share) };
};

const differenceOf = (pair: PairedWeek, incumbent: Figure<RecallDetail>, candidate: Figure<RecallDetail>, share: number): ComparedWeek['difference'] => {
  if (incumbent.kind === 'undefined') return incumbent;
  if (candidate.kind === 'undefined') return candidate;
  const byIncumbent = new Uint8Array(pair.incumbent.rowNumber.length);
  for (const i of selectHighest(pair.incumbent, share)) byIncumbent[i] = 1;
  let both = 0;
  let onlyCandidate = 0;
  for (const i of selectHighest(pair.candidate, share)) {
    if (pair.candidate.label[i] !== 1) continue;
    if (byIncumbent[i] === 1) both++;
    else onlyCandidate++;
  }
  const { positives } = pair.incumbent.counts;
  const onlyIncumbent = incumbent.found - both;
  return defined((onlyCandidate - onlyIncumbent) / positives, pair.incumbent.counts, { onlyIncumbent, onlyCandidate });
};

const requireSameRows = ({ week, incumbent, candidate }: PairedWeek): void => {
  const [a, b] = [incumbent.rowNumber, candidate.rowNumber];
  if (a.length !== b.length) throw new MetricInputError('candidate', `has ${b.length} rows in ${week}, the incumbent ${a.length}; compare on the same rows`);
  for (let i = 0; i < a.length; i++) {
    if (a[i] !== b[i]) throw new MetricInputError('candidate', `only one of both versions has this row in ${week}; compare on the same rows`, Math.min(a[i]!, b[i]!));
    if (incumbent.label[i] !== candidate.label[i]) throw new MetricInputError('label', `the two versions have different labels in ${week}; compare on the same label batch`, a[i]!);
  }
};
