import fc from 'fast-check';
import { addDays, dateOfDay, dayOfDate, isCalendarDate, isIsoWeek, nextWeek, weekOfDate, weekPeriod, type Period } from './index.ts';

const isIn = ({ from, to }: Period, date: string): boolean => from <= date && date < to;

describe('calendar dates', () => {
  it('exist or not', () => {
    for (const date of ['2024-02-29', '2000-02-29', '0001-01-01', '9999-12-31']) expect(isCalendarDate(date)).toBe(true);
    for (const date of ['2023-02-29', '1900-02-29', '2001-04-31', '2001-13-01', '2001-00-10', '2001-01-00', '0000-01-01', '2001-1-1', '2001-01-01T00:00Z', ' 2001-01-01', '2001-01-01\n', '']) expect(isCalendarDate(date)).toBe(false);
  });

  it('case M11: month ends and the leap day are kept; periods are half-open', () => {
    const events = ['2024-02-01T00:00Z', '2024-02-29T23:59:59.999Z', '2024-03-01T00:00Z'].map((instant) => instant.slice(0, 10));
    const within = (from: string, to: string) => events.filter((date) => isIn({ from, to }, date)).length;
    expect(within('2024-02-01', '2024-03-01')).toBe(2);
    expect(within('2024-03-01', '2024-04-01')).toBe(1);
    for (const day of events) expect(within(day, addDays(day, 1))).toBe(1);
    expect(addDays('2024-03-31', -30)).toBe('2024-03-01');
    expect(within(addDays('2024-03-31', -30), '2024-03-31')).toBe(1);
  });

  it('number the days without a gap', () => {
    expect(dayOfDate('0001-01-01')).toBe(0);
    expect(dayOfDate('1970-01-01')).toBe(719162);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3_652_058 }), (day) => {
        expect(dayOfDate(dateOfDay(day))).toBe(day);
        expect(isCalendarDate(dateOfDay(day))).toBe(true);
        if (day > 0) expect(dateOfDay(day - 1) < dateOfDay(day)).toBe(true);
      }),
    );
  });

  it('end with the years that four digits can tell', () => {
    expect(() => addDays('9999-12-31', 1)).toThrow(/outside the years/);
    expect(() => addDays('0001-01-01', -1)).toThrow(/outside the years/);
    expect(() => addDays('2001-02-30', 1)).toThrow(/"2001-02-30" is not a calendar date/);
  });
});

describe('ISO weeks', () => {
  it.each([
    ['2001-W14', '2001-04-02', '2001-04-09'],
    ['2000-W52', '2000-12-25', '2001-01-01'],
    ['2001-W01', '2001-01-01', '2001-01-08'],
    ['2004-W53', '2004-12-27', '2005-01-03'],
    ['2009-W01', '2008-12-29', '2009-01-05'],
    ['2009-W53', '2009-12-28', '2010-01-04'],
    ['2024-W09', '2024-02-26', '2024-03-04'],
  ])('%s is [%s, %s)', (week, from, to) => {
    expect(weekPeriod(week)).toEqual({ from, to });
    for (let day = 0; day < 7; day++) expect(weekOfDate(addDays(from, day))).toBe(week);
    expect(weekOfDate(addDays(from, -1))).not.toBe(week);
    expect(weekOfDate(to)).toBe(nextWeek(week));
  });

  it('follow each other over the year end', () => {
    expect(nextWeek('2000-W52')).toBe('2001-W01');
    expect(nextWeek('2004-W52')).toBe('2004-W53');
    expect(nextWeek('2004-W53')).toBe('2005-W01');
    expect(nextWeek('2009-W53')).toBe('2010-W01');
  });

  it('hold the leap day', () => {
    expect(weekOfDate('2024-02-29')).toBe('2024-W09');
    expect(weekOfDate('2024-03-04')).toBe('2024-W10');
  });

  it('exist or not', () => {
    for (const week of ['2001-W01', '2001-W52', '2004-W53']) expect(isIsoWeek(week)).toBe(true);
    for (const week of ['2001-W53', '2000-W53', '2001-W00', '2001-W1', '2001W14', '2001-w14', '0000-W01', '2001-W14 ', '']) expect(isIsoWeek(week)).toBe(false);
    expect(() => weekPeriod('2001-W53')).toThrow(/"2001-W53" is not an ISO week/);
  });

  it('have seven days each, every day in one week, and 52 or 53 to the year', () => {
    fc.assert(
      fc.property(fc.integer({ min: 400, max: 3_651_000 }), (day) => {
        const week = weekOfDate(dateOfDay(day));
        const { from, to } = weekPeriod(week);
        expect(isIsoWeek(week)).toBe(true);
        expect(isIn({ from, to }, dateOfDay(day))).toBe(true);
        expect(dayOfDate(to) - dayOfDate(from)).toBe(7);
        expect(dayOfDate(from) % 7).toBe(0);
        expect(weekPeriod(nextWeek(week)).from).toBe(to);
        expect(addDays(from, 3).slice(0, 4)).toBe(week.slice(0, 4)); // the Thursday names the year
      }),
    );
  });

  it('begin on the Mondays of the library\'s calendar, for 130 years', () => {
    for (let year = 1970; year < 2100; year++) {
      const fourth = new Date(Date.UTC(year, 0, 4));
      const first = fourth.getTime() - ((fourth.getUTCDay() + 6) % 7) * 86_400_000;
      for (let week = 1; week <= 52; week++) {
        const monday = new Date(first + (week - 1) * 7 * 86_400_000).toISOString().slice(0, 10);
        expect(weekPeriod(`${year}-W${String(week).padStart(2, '0')}`).from).toBe(monday);
      }
    }
  });
});
