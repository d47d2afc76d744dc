import { dateOfDay, dayOfDate, type CalendarDate, type Period } from './calendar-date.ts';

/** `yyyy-Www` by ISO 8601: weeks begin on Monday, week 1 holds the year's first Thursday. */
export type IsoWeek = string;

/** Whether there is such a week, in a year of 52 or 53. */
export const isIsoWeek = (text: string): boolean => parse(text) !== undefined;

/** Monday of the week to Monday of the next. @throws RangeError when there is no such week */
export const weekPeriod = (week: IsoWeek): Period => {
  const parsed = parse(week);
  if (!parsed) throw new RangeError(`"${week}" is not an ISO week; expected yyyy-Www such as 2001-W14, and W53 only in years that have it`);
  const monday = firstMonday(parsed.year) + 7 * (parsed.week - 1);
  return { from: dateOfDay(monday), to: dateOfDay(monday + 7) };
};

/** The week that a date lies in. @throws RangeError when it is no date */
export const weekOfDate = (date: CalendarDate): IsoWeek => {
  const day = dayOfDate(date);
  const thursday = day - (day % 7) + 3;
  const year = Number(dateOfDay(thursday).slice(0, 4));
  return `${String(year).padStart(4, '0')}-W${String(1 + Math.floor((thursday - firstMonday(year)) / 7)).padStart(2, '0')}`;
};

/** The week after. @throws RangeError when there is no such week */
export const nextWeek = (week: IsoWeek): IsoWeek => weekOfDate(weekPeriod(week).to);

// January 4 always lies in week 1.
const firstMonday = (year: number): number => {
  const january4 = dayOfDate(`${String(year).padStart(4, '0')}-01-04`);
  return january4 - (january4 % 7);
};

const parse = (text: string): { year: number; week: number } | undefined => {
  const match = /^([0-9]{4})-W([0-9]{2})$/.exec(text);
  if (!match) return undefined;
  const [year, week] = match.slice(1).map(Number) as [number, number];
  return year >= 1 && year <= 9998 && week >= 1 && week <= weeksInYear(year) ? { year, week } : undefined;
};

const weeksInYear = (year: number): number => (firstMonday(year + 1) - firstMonday(year)) / 7;
