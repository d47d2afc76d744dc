import { defined, type Figure } from './figure.ts';
import type { ScoredRows } from './scored-rows.ts';
import { unrankable } from './unmeasurable.ts';

/** Area under the ROC curve: the share of (positive, negative) pairs that the score orders rightly, ties at one half, NULL scores tied below all others. */
export const auc = (rows: ScoredRows): Figure => {
  const { score, label, order, counts } = rows;
  const nothing = unrankable(counts);
  if (nothing) return nothing;
  let pairs = 0; // whole and half numbers below 2^53: exact in any order
  let negativesBelow = 0;
  for (let start = 0; start < order.length; ) {
    const tied = score[order[start]!]!;
    let positives = 0;
    let negatives = 0;
    let end = start;
    for (; end < order.length && score[order[end]!] === tied; end++) {
      if (label[order[end]!] === 1) positives++;
      else if (label[order[end]!] === 0) negatives++;
    }
    pairs += positives * (negativesBelow + negatives / 2);
    negativesBelow += negatives;
    start = end;
  }
  return defined(pairs / (counts.positives * counts.negatives), counts, {});
};
