import { daysOfWeek } from './days-of-week.ts';

// The library's own calendar is the oracle: the domain itself may not use it.
const monday = (week: string): Date => {
  const fourth = new Date(Date.UTC(Number(week.slice(0, 4)), 0, 4));
  const first = new Date(fourth.getTime() - ((fourth.getUTCDay() + 6) % 7) * 86_400_000);
  return new Date(first.getTime() + (Number(week.slice(6)) - 1) * 7 * 86_400_000);
};

describe('the days of an ISO week', () => {
  it.each([
    ['2001-W10', '2001-03-05', '2001-03-12'],
    ['2001-W26', '2001-06-25', '2001-07-02'],
    ['2004-W53', '2004-12-27', '2005-01-03'],
    ['2009-W01', '2008-12-29', '2009-01-05'],
    ['1969-W52', '1969-12-22', '1969-12-29'],
  ])('%s is %s until before %s', (week, from, to) => {
    expect(daysOfWeek(week)).toEqual({ from, to });
  });

  it('agrees with the calendar for every week of 130 years', () => {
    for (let year = 1970; year < 2100; year += 1) {
      for (let number = 1; number <= 52; number += 1) {
        const week = `${year}-W${String(number).padStart(2, '0')}`;
        const start = monday(week);
        expect(daysOfWeek(week)).toEqual({ from: start.toISOString().slice(0, 10), to: new Date(start.getTime() + 7 * 86_400_000).toISOString().slice(0, 10) });
      }
    }
  });
});
