import { isCalendarDate } from '@throughline/kernel';
import type { VersionRange } from './dataset.ts';

/** What is wrong with a half-open range of days; null when nothing is. */
export const rangeProblem = (range: VersionRange | null): string | null => {
  if (!range) return null;
  for (const side of ['from', 'to'] as const) if (!isCalendarDate(range[side])) return `range.${side} ${range[side]} is no day of the calendar`;
  return range.from < range.to ? null : `range.from ${range.from} is not before range.to ${range.to}`;
};
