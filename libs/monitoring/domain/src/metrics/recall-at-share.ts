import { defined, undefinedFigure, type Figure } from './figure.ts';
import { wilson, type Interval } from './interval.ts';
import { MetricInputError } from './metric-input-error.ts';
import type { ScoredRows } from './scored-rows.ts';
import { unrankable } from './unmeasurable.ts';

export interface RecallDetail {
  readonly share: number;
  readonly selected: number;
  readonly found: number;
  readonly band: Interval;
}

/** Of the positive rows, the part among the floor(share · n) rows with the highest score. Rows without a label take part in the selection. */
export const recallAtShare = (rows: ScoredRows, share: number): Figure<RecallDetail> => {
  const selected = selectedCount(rows.counts.rows, share);
  const nothing = unrankable(rows.counts);
  if (nothing) return nothing;
  if (selected === 0) return undefinedFigure('none-selected', rows.counts);
  let found = 0;
  for (const i of selectHighest(rows, share)) if (rows.label[i] === 1) found++;
  const { positives } = rows.counts;
  return defined(found / positives, rows.counts, { share, selected, found, band: wilson(found, positives) });
};

/** Indexes of the floor(share · n) rows with the highest score, equal scores by ascending row number, NULL last. */
export const selectHighest = ({ score, order }: ScoredRows, share: number): Uint32Array => {
  const n = order.length;
  const first = n - selectedCount(n, share);
  if (first === n) return new Uint32Array();
  const threshold = score[order[first]!]!;
  let tieStart = first;
  while (tieStart > 0 && score[order[tieStart - 1]!] === threshold) tieStart--;
  let tieEnd = first;
  while (tieEnd < n && score[order[tieEnd]!] === threshold) tieEnd++;
  // `order` ascends in row number within a tie, so the tie's first rows are the ones to take.
  const selected = new Uint32Array(n - first);
  selected.set(order.subarray(tieStart, tieStart + tieEnd - first));
  selected.set(order.subarray(tieEnd), tieEnd - first);
  return selected;
};

const selectedCount = (n: number, share: number): number => {
  if (!(share > 0 && share <= 1)) throw new MetricInputError('share', `${share} is not in (0, 1]`);
  // 0.29 · 100 is 28.999999999999996 in binary; the share is meant as the decimal that was written.
  return Math.floor(Number((share * n).toPrecision(12)));
};
