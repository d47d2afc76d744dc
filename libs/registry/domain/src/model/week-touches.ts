import { weekPeriod, type IsoWeek, type Period } from '@throughline/kernel';

/** Whether an ISO week shares a day with a period; an empty period has none. */
export const weekTouches = (week: IsoWeek, { from, to }: Period): boolean => {
  const days = weekPeriod(week);
  return from < to && days.from < to && from < days.to;
};
