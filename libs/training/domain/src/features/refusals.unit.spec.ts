import type { Feature, FeatureSet } from './feature.ts';
import { refusals } from './refusals.ts';

const moments = ['prediction', 'departure', 'arrival'];
const availability = { origin: 'prediction', day: 'prediction', date: 'departure', delay: 'arrival', gate: undefined, mood: 'someday' };
const label = { name: 'late', expression: 'delay > 15', columns: ['delay'] };

const row = (name: string, ...columns: string[]): Feature => ({ kind: 'row', name, expression: columns.join(' + '), columns });
const rate = (lag: number, by: string[] = ['origin'], columns: string[] = ['delay']): Feature =>
  ({ kind: 'history', name: 'rate', rate: { expression: 'x', columns }, by, days: 1, lag });
const refusalsOf = (...features: Feature[]) => refusals({ features, label } satisfies FeatureSet, availability, moments, 'prediction');

describe('refusals of features', () => {
  it('let pass what is known at the prediction, and outcomes of earlier days', () => {
    expect(refusalsOf(row('weekday', 'day'), rate(1), rate(28))).toEqual([]);
  });

  it('name the feature, the column and when it becomes known', () => {
    expect(refusalsOf(row('hour', 'date'))).toEqual([{ feature: 'hour', column: 'date', reason: 'known-too-late', availableAt: 'departure' }]);
  });

  it('name every column of one feature that comes too late', () => {
    expect(refusalsOf(row('both', 'date', 'origin', 'delay')).map(({ column }) => column)).toEqual(['date', 'delay']);
  });

  it('refuse outcomes of the day itself', () => {
    expect(refusalsOf(rate(0))).toEqual([{ feature: 'rate', column: 'delay', reason: 'known-too-late', availableAt: 'arrival' }]);
  });

  it('let a rate of the day itself pass when its columns are known by then', () => {
    expect(refusalsOf(rate(0, ['origin'], ['day']))).toEqual([]);
  });

  it('refuse to group earlier days by what the row does not know yet', () => {
    expect(refusalsOf(rate(1, ['date']))).toEqual([{ feature: 'rate', column: 'date', reason: 'known-too-late', availableAt: 'departure' }]);
  });

  it.each([['gate'], ['mood']])('refuse %s, of which the contract does not say when it is known', (column) => {
    expect(refusalsOf(row('x', column))).toEqual([{ feature: 'x', column, reason: 'availability-not-declared' }]);
  });

  it.each([
    ['a row feature', row('x', 'row_number'), 'x'],
    ['a rate of earlier days', rate(1, ['origin'], ['row_number']), 'rate'],
  ])('refuse a column that is not in the contract, in %s', (_, feature, name) => {
    expect(refusalsOf(feature)).toEqual([{ feature: name, column: 'row_number', reason: 'not-in-contract' }]);
  });

  it('do not take an inherited property for a column', () => {
    expect(refusalsOf(row('x', 'toString'))[0]?.reason).toBe('not-in-contract');
  });

  it('need a prediction moment that the contract orders', () => {
    expect(() => refusals({ features: [], label }, availability, moments, 'boarding')).toThrow('boarding');
  });
});
