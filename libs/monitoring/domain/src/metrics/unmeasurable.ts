import { undefinedFigure, type Undefined } from './figure.ts';
import type { RowCounts } from './scored-rows.ts';

/** Nothing at all to compare scores with labels by; undefined when there is. */
export const unmeasurable = (counts: RowCounts): Undefined | undefined => {
  if (counts.rows === 0) return undefinedFigure('no-rows', counts);
  if (counts.withoutLabel === counts.rows) return undefinedFigure('no-labels', counts);
  if (counts.measured === 0) return undefinedFigure('no-scores', counts);
  return undefined;
};

/** The same for figures that tell one class from the other. */
export const unrankable = (counts: RowCounts): Undefined | undefined =>
  unmeasurable(counts) ?? (counts.positives === 0 || counts.negatives === 0 ? undefinedFigure('one-class', counts) : undefined);
