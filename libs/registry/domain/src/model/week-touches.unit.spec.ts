import { weekTouches } from './week-touches.ts';

/** Monday of an ISO week by the platform's calendar, as an independent witness. */
const monday = (week: string): Date => {
  const [year, number] = week.split('-W').map(Number) as [number, number];
  const day = new Date(Date.UTC(year, 0, 4));
  day.setUTCDate(day.getUTCDate() - (day.getUTCDay() + 6) % 7 + (number - 1) * 7);
  return day;
};
const date = (from: Date, days: number): string => new Date(from.getTime() + days * 86_400_000).toISOString().slice(0, 10);

describe('a week and a period', () => {
  it.each(['2001-W01', '2001-W09', '2000-W09', '2004-W53', '2005-W01', '2026-W01', '2100-W10', '1969-W30', '2001-W26'])('%s touches exactly its seven days', (week) => {
    const first = monday(week);
    for (let day = -2; day < 9; day++) {
      expect([day, weekTouches(week, { from: date(first, day), to: date(first, day + 1) })]).toEqual([day, day >= 0 && day < 7]);
    }
  });
  it('does not touch an empty period', () => expect(weekTouches('2001-W10', { from: '2001-03-07', to: '2001-03-07' })).toBe(false));
});
