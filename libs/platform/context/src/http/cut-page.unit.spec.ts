import { cutPage } from './cut-page.ts';

describe('a page of a history', () => {
  const records = ['aaaa', 'bbbb', 'cccc'].map((value) => ({ value }));

  it('is whole where it fits', () => expect(JSON.parse(cutPage(records))).toEqual(records));

  it('ends before the record that is too much', () => {
    const two = JSON.stringify(records.slice(0, 2)).length;
    expect(JSON.parse(cutPage(records, two))).toEqual(records.slice(0, 2));
    expect(JSON.parse(cutPage(records, two - 2))).toEqual(records.slice(0, 1));
  });

  it('never comes empty before the end', () => {
    expect(JSON.parse(cutPage(records, 1))).toEqual([records[0]]);
    expect(cutPage([], 1)).toBe('[]');
  });
});
