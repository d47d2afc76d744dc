/** Days since 1970-01-01 of a proleptic Gregorian date; the domain has no Date. */
const dayNumber = (year: number, month: number, day: number): number => {
  const shifted = month <= 2 ? year - 1 : year;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  return shifted * 365 + Math.floor(shifted / 4) - Math.floor(shifted / 100) + Math.floor(shifted / 400) + dayOfYear - 719_468;
};

const dayOfDate = (date: string): number => {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  return dayNumber(year, month, day);
};

/** Monday of an ISO week; January 4 is always in week 1, and 1970-01-01 was a Thursday. */
const mondayOf = (week: string): number => {
  const [year, number] = week.split('-W').map(Number) as [number, number];
  const fourth = dayNumber(year, 1, 4);
  return fourth - ((fourth + 3) % 7 + 7) % 7 + (number - 1) * 7;
};

/** Whether an ISO week shares a day with a half-open range of dates. */
export const weekTouches = (week: string, period: { readonly from: string; readonly to: string }): boolean => {
  const monday = mondayOf(week);
  const [from, to] = [dayOfDate(period.from), dayOfDate(period.to)];
  return from < to && monday < to && monday + 7 > from;
};
