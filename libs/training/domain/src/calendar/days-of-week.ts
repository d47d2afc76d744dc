/** Calendar dates as days since 1970-01-01, without a clock or a zone. After H. Hinnant, "chrono-compatible low-level date algorithms". */
const dayNumber = (year: number, month: number, day: number): number => {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468;
};

const dateOf = (days: number): string => {
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor((dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted + (shifted < 10 ? 3 : -9);
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1)}`;
};

export interface DayRange {
  /** First day. */
  readonly from: string;
  /** First day that no longer belongs to it. */
  readonly to: string;
}

/** Monday of an ISO week such as `2001-W14`, and the Monday after it. */
export const daysOfWeek = (week: string): DayRange => {
  const year = Number(week.slice(0, 4));
  const fourth = dayNumber(year, 1, 4); // always in week 1
  const monday = fourth - ((fourth + 3) % 7 + 7) % 7 + (Number(week.slice(6)) - 1) * 7;
  return { from: dateOf(monday), to: dateOf(monday + 7) };
};
