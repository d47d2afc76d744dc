import { parseValue } from 'graphql';
import { scalars } from './scalars.ts';

const parse = (name: string, value: unknown) => scalars[name]!.parseValue(value);
const serialize = (name: string, value: unknown) => scalars[name]!.serialize(value);

describe('scalars', () => {
  it.each([[5, 5], ['5', 5], ['-7', -7], [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER], ['9007199254740993', '9007199254740993'], [12n, 12]])('Long carries %p', (value, carried) => {
    expect(serialize('Long', value)).toBe(carried);
  });
  it.each([[1.5], [2 ** 53], ['x'], ['1.0'], [null], [NaN], [true]])('Long refuses %p', (value) => expect(() => parse('Long', value)).toThrow(/no whole number/));

  it('JSON takes no whole number that would become another one', () => {
    const read = (text: string) => scalars['JSON']!.parseLiteral(parseValue(text));
    expect(read('{ a: [9007199254740991, "9007199254740993", 0.5] }')).toEqual({ a: [Number.MAX_SAFE_INTEGER, '9007199254740993', 0.5] });
    expect(() => read('{ a: [9007199254740993] }')).toThrow('the number 9007199254740993 is beyond 2^53 − 1');
  });

  it('DateTime reads any zone and writes UTC', () => {
    expect(serialize('DateTime', parse('DateTime', '2026-01-05T10:00:00.5+01:00'))).toBe('2026-01-05T09:00:00.500Z');
  });
  it.each([['2026-01-05'], ['2026-01-05T10:00:00'], ['2026-13-05T10:00:00Z'], ['2026-02-30T10:00:00Z'], ['now'], [5]])('DateTime refuses %p', (value) => expect(() => parse('DateTime', value)).toThrow(/is no instant/));

  it.each([['UUID', 'ABCDEF00-0000-4000-8000-000000000000'], ['UUID', 'x'], ['Digest', 'sha256:abc'], ['Digest', 'a'.repeat(64)], ['UUID', 5]])('%s refuses %p', (name, value) => {
    expect(() => parse(name, value)).toThrow(/is no (UUID|Digest)/);
  });
});
