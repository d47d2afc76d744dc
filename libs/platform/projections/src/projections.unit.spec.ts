import { CommandFault } from '@throughline/commands';
import { BackOff } from './back-off.ts';
import { FailureCap } from './failure-cap.ts';
import { isTransient } from './failure.ts';
import { openForReaders } from './open-for-readers.ts';

const sqlError = (code: string): Error => Object.assign(new Error(code), { code });

describe('what may succeed later', () => {
  it.each(['08006', '40001', '40P01', '53300', '57P01', '57P03', '25P03', '25P04', '55P03', 'ECONNREFUSED'])('%s', (code) => {
    expect(isTransient(sqlError(code))).toBe(true);
    expect(isTransient(new Error('wrapped', { cause: sqlError(code) }))).toBe(true);
  });
  it.each(['57014', '23505', '22P02', '42P01', '25P02'])('not %s', (code) => expect(isTransient(sqlError(code))).toBe(false));
  it('a lagging fact, not a refused right; a lost connection, not a bug', () => {
    expect(isTransient(new CommandFault('FACTS_LAGGING', ''))).toBe(true);
    expect(isTransient(new CommandFault('FORBIDDEN', ''))).toBe(false);
    expect(isTransient(new Error('Connection terminated unexpectedly'))).toBe(true);
    expect(isTransient(new TypeError('undefined is not a function'))).toBe(false);
    expect(isTransient('text')).toBe(false);
  });
});

describe('the back-off', () => {
  it('doubles from 0.2 to 30 s and goes on for ever, until it is reset', () => {
    const backOff = new BackOff();
    expect(Array.from({ length: 10 }, () => backOff.next())).toEqual([200, 400, 800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000]);
    backOff.reset();
    expect(backOff.next()).toBe(200);
  });
});

describe('the cap', () => {
  it('allows ten failures in a thousand events and forgets older ones', () => {
    const cap = new FailureCap();
    cap.record(22, 10);
    expect(cap.exceeded(10)).toBeUndefined();
    cap.record(1_000, 0);
    cap.record(900, 1);
    expect(cap.exceeded(11)).toBeUndefined();
    cap.record(100, 10);
    expect(cap.exceeded(21)).toBe('11 of the last 1000 events failed, more than 1 %');
  });
  it('allows a hundred parked streams', () => {
    expect(new FailureCap().exceeded(100)).toBeUndefined();
    expect(new FailureCap().exceeded(101)).toBe('101 streams are parked, more than 100');
  });
});

describe('a schema as readers take it', () => {
  it('is open at every depth, and keeps literals and fields of that name', () => {
    const closed = { type: 'object', additionalProperties: false };
    expect(openForReaders({
      ...closed, properties: { additionalProperties: { const: { additionalProperties: false } }, list: { items: closed }, either: { anyOf: [closed] }, map: { additionalProperties: closed } },
      $defs: { inner: { ...closed, unevaluatedProperties: false } },
    })).toEqual({
      type: 'object',
      properties: { additionalProperties: { const: { additionalProperties: false } }, list: { items: { type: 'object' } }, either: { anyOf: [{ type: 'object' }] }, map: { additionalProperties: { type: 'object' } } },
      $defs: { inner: { type: 'object' } },
    });
  });
  it('takes a sealed value for a personal field', () => {
    expect(openForReaders({ properties: { name: { type: 'string', 'x-personal': true } } })).toEqual({
      properties: { name: { anyOf: [{ type: 'string', 'x-personal': true }, { type: 'object', required: ['$sealed'] }] } },
    });
  });
});
