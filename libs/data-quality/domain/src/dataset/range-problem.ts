import type { VersionRange } from './dataset.ts';

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const isDay = (text: string): boolean => {
  const [, year, month, day] = (/^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? []).map(Number);
  if (year === undefined || month === undefined || day === undefined) return false;
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day >= 1 && day <= (DAYS[month - 1] ?? 0) + (leap ? 1 : 0);
};

/** What is wrong with a half-open range of days; null when nothing is. */
export const rangeProblem = (range: VersionRange | null): string | null => {
  if (!range) return null;
  for (const side of ['from', 'to'] as const) if (!isDay(range[side])) return `range.${side} ${range[side]} is no day of the calendar`;
  return range.from < range.to ? null : `range.from ${range.from} is not before range.to ${range.to}`;
};
