import { version } from '../../test/monitor-story.ts';
import { describeRows, watchedColumns } from './describe-rows.ts';

describe('the rows of a version', () => {
  it('take the day from the contract, and the types of the columns that the file has', () => {
    expect(describeRows(version('4-q1'))).toMatchObject({
      day: 'CAST((CAST(date AS DATE)) AS DATE)',
      columns: [{ name: 'origin', type: 'VARCHAR' }, { name: 'distance', type: 'BIGINT' }, { name: 'date', type: 'TIMESTAMP' }, { name: 'delay', type: 'BIGINT' }],
    });
  });

  it('take it from the range, or from a timestamp, where the contract has no date', () => {
    const columns = [{ name: 'at', logicalType: 'timestamp', availableAt: 'prediction', expression: null }];
    expect(describeRows(version('4', { columns }, { range: { column: 'when', from: '2001-01-01', to: null } }))?.day).toBe('CAST("when" AS DATE)');
    expect(describeRows(version('4', { columns }))?.day).toBe('CAST("at" AS DATE)');
    expect(describeRows(version('4', { columns: [] }))).toBeNull();
    expect(describeRows(version('4', { columns: null }, { range: { column: 'when', from: null, to: null } }))).toBeNull();
  });
});

describe('watched columns', () => {
  it('are those known when a prediction is made, with the weekday', () => {
    expect(watchedColumns(version('3-q1'))).toEqual([
      { feature: 'origin', kind: 'categories', expression: '"origin"' },
      { feature: 'distance', kind: 'edges', expression: '"distance"' },
      { feature: 'weekday', kind: 'categories', expression: 'isodow(CAST((CAST(date AS DATE)) AS DATE))' },
    ]);
    expect(watchedColumns(version('3-q1', { columns: null }))).toEqual([]);
  });
});
