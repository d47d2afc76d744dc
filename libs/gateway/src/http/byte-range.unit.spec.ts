import { byteRange } from './byte-range.ts';

describe('byte range', () => {
  it.each([
    ['bytes=0-0', { start: 0, end: 1 }], ['bytes=9-', { start: 9, end: 10 }], ['bytes=0-99', { start: 0, end: 10 }], ['bytes=-3', { start: 7, end: 10 }],
    ['bytes=-99', { start: 0, end: 10 }], ['bytes=10-', 'unsatisfiable'], ['bytes=-0', 'unsatisfiable'], ['bytes=5-4', null], ['bytes=-', null],
    ['bytes=0-1,2-3', null], ['items=0-1', null], ['bytes=a-b', null], [undefined, null],
  ])('of 10 bytes: %s', (header, range) => expect(byteRange(header, 10)).toEqual(range));

  it('of nothing there is none', () => expect([byteRange('bytes=0-', 0), byteRange('bytes=-1', 0)]).toEqual(['unsatisfiable', 'unsatisfiable']));
});
