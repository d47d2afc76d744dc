import { defined, type Figure } from './figure.ts';
import { NO_LABEL, NO_SCORE, type ScoredRows } from './scored-rows.ts';
import { unmeasurable } from './unmeasurable.ts';

const CLIP = 1e-15;

/** Mean negative natural logarithm of the score given to what happened, scores clipped to [1e−15, 1 − 1e−15]; rows without score or label are left out and counted. */
export const logLoss = ({ score, label, counts }: ScoredRows): Figure<{ readonly clip: number }> => {
  const nothing = unmeasurable(counts);
  if (nothing) return nothing;
  let sum = 0;
  for (let i = 0; i < score.length; i++) {
    if (score[i] === NO_SCORE || label[i] === NO_LABEL) continue;
    const clipped = Math.min(Math.max(score[i]!, CLIP), 1 - CLIP);
    sum -= label[i] === 1 ? Math.log(clipped) : Math.log1p(-clipped);
  }
  return defined(sum / counts.measured, counts, { clip: CLIP });
};
