/** `yyyy-mm-dd`, Gregorian, without zone, years 0001 to 9999: text order is calendar order. */
export type CalendarDate = string;

/** Half-open range of days: `from` belongs to it, `to` does not. */
export interface Period {
  readonly from: CalendarDate;
  readonly to: CalendarDate;
}

/** Whether there is such a date. */
export const isCalendarDate = (text: string): boolean => parse(text) !== undefined;

/** So many days later, or earlier for a negative number. @throws RangeError beyond the years 0001 to 9999 */
export const addDays = (date: CalendarDate, days: number): CalendarDate => dateOfDay(dayOfDate(date) + days);

/** Days since 0001-01-01, which was a Monday: the weekday is the remainder by seven. @throws RangeError when it is no date */
export const dayOfDate = (date: CalendarDate): number => {
  const parsed = parse(date);
  if (!parsed) throw new RangeError(`"${date}" is not a calendar date; expected yyyy-mm-dd`);
  return daysBeforeYear(parsed.year) + daysBeforeMonth(parsed.year, parsed.month) + parsed.day - 1;
};

/** The other way round. @throws RangeError beyond the years 0001 to 9999 */
export const dateOfDay = (number: number): CalendarDate => {
  if (!Number.isInteger(number) || number < 0 || number >= daysBeforeYear(10_000)) throw new RangeError(`day ${number} is outside the years 0001 to 9999`);
  let year = Math.floor(number / 365.2425) + 1;
  if (daysBeforeYear(year) > number) year--;
  else if (daysBeforeYear(year + 1) <= number) year++;
  const rest = number - daysBeforeYear(year);
  let month = 12;
  while (daysBeforeMonth(year, month) > rest) month--;
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(rest - daysBeforeMonth(year, month) + 1, 2)}`;
};

const MONTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

const daysInMonth = (year: number, month: number): number => MONTHS[month - 1]! + (month === 2 && isLeap(year) ? 1 : 0);

const daysBeforeMonth = (year: number, month: number): number => MONTHS.slice(0, month - 1).reduce((sum, _, i) => sum + daysInMonth(year, i + 1), 0);

const daysBeforeYear = (year: number): number => {
  const past = year - 1;
  return past * 365 + Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400);
};

const parse = (text: string): { year: number; month: number; day: number } | undefined => {
  const match = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(text);
  if (!match) return undefined;
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number];
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month) ? { year, month, day } : undefined;
};

const pad = (number: number, width: number): string => String(number).padStart(width, '0');
