import type { IsoWeek } from '@throughline/kernel';
import type { Window } from './window.ts';

/**
 * The missed windows of one tenure, by week, that end with its newest measured window, or with `until`. A met window ends the row, and so
 * does one that is not measured yet, since nobody knows; a window without a verdict is neither met nor missed and is passed over.
 */
export const missedInARow = (windows: Iterable<Window>, tenure: number, until?: IsoWeek): readonly Window[] => {
  const all = [...windows].filter((w) => w.tenure === tenure && (until === undefined || w.week <= until)).sort((a, b) => (a.week < b.week ? -1 : 1));
  const newest = all.findLastIndex(({ measured }) => measured !== null);
  const missed: Window[] = [];
  for (const window of all.slice(0, newest + 1).reverse()) {
    if (!window.measured || window.measured.met === true) break;
    if (window.measured.met === false) missed.unshift(window);
  }
  return missed;
};
