import { wantedRowsCondition, wantedRowsProblems } from './wanted-rows.ts';

describe('wanted rows', () => {
  it.each([
    [{ from: '2001-01-01', to: '2001-03-01' }],
    [{ from: '2000-02-29', to: '2001-01-01' }],
    [{ weeks: ['2001-W01', '2001-W52'] }],
    [{ weeks: ['1998-W53', '2004-W53', '2015-W53', '2020-W53'] }],
  ])('%j are fine', (wanted) => expect(wantedRowsProblems(wanted)).toEqual([]));

  it.each([
    [{ from: '2001-02-29', to: '2001-03-01' }, '2001-02-29'],
    [{ from: '1900-02-29', to: '2001-03-01' }, '1900-02-29'],
    [{ from: '2001-1-1', to: '2001-03-01' }, '2001-1-1'],
    [{ from: '2001-01-01', to: '2001-04-31' }, '2001-04-31'],
    [{ from: "2001-01-01' OR true --", to: '2001-03-01' }, 'OR true'],
    [{ from: '2001-03-01', to: '2001-03-01' }, 'holds no day'],
    [{ from: '2001-03-02', to: '2001-03-01' }, 'holds no day'],
    [{ weeks: [] }, 'no week'],
    [{ weeks: ['2001-W53'] }, '2001-W53'],
    [{ weeks: ['2001-W00'] }, '2001-W00'],
    [{ weeks: ['2001-W10', "2001-W11') --"] }, "2001-W11') --"],
  ])('%j are a problem that names itself', (wanted, part) => {
    expect(wantedRowsProblems(wanted)).toEqual([expect.stringContaining(part)]);
  });

  it('become a condition on the day', () => {
    expect(wantedRowsCondition({ from: '2001-01-01', to: '2001-03-01' }, 'r."day"')).toBe(`r."day" >= DATE '2001-01-01' AND r."day" < DATE '2001-03-01'`);
    expect(wantedRowsCondition({ weeks: ['2001-W10', '2001-W12'] }, 'r."day"')).toBe(`((r."day" >= DATE '2001-03-05' AND r."day" < DATE '2001-03-12') OR (r."day" >= DATE '2001-03-19' AND r."day" < DATE '2001-03-26'))`);
  });
});
