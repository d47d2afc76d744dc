import { isCalendarDate, isIsoWeek, weekPeriod } from '@throughline/kernel';

/** Rows by their day: a half-open range of calendar dates, or whole ISO weeks such as `2001-W10`. */
export type WantedRows =
  | { readonly from: string; readonly to: string }
  | { readonly weeks: readonly string[] };

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
  return 'weeks' in wanted ? `(${wanted.weeks.map((week) => `(${within(weekPeriod(week))})`).join(' OR ')})` : within(wanted);
};
