import { daysOfWeek } from '../calendar/days-of-week.ts';

/** Rows by their day: a half-open range of calendar dates, or whole ISO weeks such as `2001-W10`. */
export type WantedRows =
  | { readonly from: string; readonly to: string }
  | { readonly weeks: readonly string[] };

const date = /^(\d{4})-(\d{2})-(\d{2})$/;
const isoWeek = /^(\d{4})-W(\d{2})$/;

const isLeapYear = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

const daysOfMonth = (year: number, month: number): number =>
  month === 2 ? (isLeapYear(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;

const isCalendarDate = (text: string): boolean => {
  const [, year, month, day] = (date.exec(text) ?? []).map(Number);
  if (year === undefined || month === undefined || day === undefined) return false;
  return month >= 1 && month <= 12 && day >= 1 && day <= daysOfMonth(year, month);
};

/** 0 = Sunday; the day of the week of 31 December. */
const lastWeekday = (year: number): number => (year + Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400)) % 7;

/** A year has 53 ISO weeks when it ends on a Thursday or begins on one. */
const weeksOfYear = (year: number): number => (lastWeekday(year) === 4 || lastWeekday(year - 1) === 3 ? 53 : 52);

const isIsoWeek = (text: string): boolean => {
  const [, year, week] = (isoWeek.exec(text) ?? []).map(Number);
  return year !== undefined && week !== undefined && week >= 1 && week <= weeksOfYear(year);
};

export const wantedRowsProblems = (wanted: WantedRows): readonly string[] => {
  if ('weeks' in wanted) {
    if (wanted.weeks.length === 0) return ['weeks names no week'];
    return wanted.weeks.filter((week) => !isIsoWeek(week)).map((week) => `${week} is no ISO week such as 2001-W10`);
  }
  const problems = [wanted.from, wanted.to].filter((text) => !isCalendarDate(text)).map((text) => `${text} is no calendar date such as 2001-01-31`);
  if (problems.length === 0 && wanted.from >= wanted.to) return [`the range from ${wanted.from} until before ${wanted.to} holds no day`];
  return problems;
};

/** The SQL condition on a column of type DATE. Only for wanted rows without problems. */
export const wantedRowsCondition = (wanted: WantedRows, column: string): string => {
  const within = ({ from, to }: { readonly from: string; readonly to: string }): string => `${column} >= DATE '${from}' AND ${column} < DATE '${to}'`;
  return 'weeks' in wanted ? `(${wanted.weeks.map((week) => `(${within(daysOfWeek(week))})`).join(' OR ')})` : within(wanted);
};
