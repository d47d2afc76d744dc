import { MetricInputError, pool, scoredRows, type ScoredColumns } from './index.ts';

const columns = (change: Partial<ScoredColumns> = {}): ScoredColumns => ({ rowNumber: [7, 8, 9], score: [0.1, 0.2, 0.3], label: [true, false, null], ...change });

const errorOf = (act: () => unknown): MetricInputError => {
  try {
    act();
  } catch (error) {
    if (error instanceof MetricInputError) return error;
    throw error;
  }
  throw new Error('expected a MetricInputError');
};

describe('scored rows', () => {
  it('counts rows without score and without label apart', () => {
    const { counts } = scoredRows(columns({ score: [null, 0.2, 0.3] }));
    expect(counts).toEqual({ rows: 3, withoutScore: 1, withoutLabel: 1, measured: 1, positives: 1, negatives: 1 });
  });

  it('takes typed columns, 64-bit row numbers and labels as 0 and 1', () => {
    const rows = scoredRows({ rowNumber: new BigInt64Array([2n, 1n]), score: new Float64Array([0.5, 0.25]), label: new Uint8Array([1, 0]) });
    expect([...rows.rowNumber]).toEqual([1, 2]);
    expect([...rows.score]).toEqual([0.25, 0.5]);
    expect([...rows.label]).toEqual([0, 1]);
  });

  it.each([Number.NaN, 1.0000001, -1, Number.POSITIVE_INFINITY])('refuses the score %p and names the row', (score) => {
    const error = errorOf(() => scoredRows(columns({ score: [0.1, score, 0.3] })));
    expect(error).toMatchObject({ field: 'score', row: 8 });
    expect(error.message).toContain('score of row 8');
  });

  it('accepts both ends of [0, 1]', () => {
    expect([...scoredRows(columns({ score: [0, 1, -0] })).score]).toEqual([0, 1, -0]);
  });

  it('refuses a label that is neither true, false nor NULL', () => {
    expect(errorOf(() => scoredRows(columns({ label: [1, 2, 0] })))).toMatchObject({ field: 'label', row: 8 });
  });

  it('refuses a row number that occurs twice, side by side or apart', () => {
    expect(errorOf(() => scoredRows(columns({ rowNumber: [7, 7, 9] })))).toMatchObject({ field: 'rowNumber', row: 7 });
    expect(errorOf(() => scoredRows(columns({ rowNumber: [9, 8, 9] })))).toMatchObject({ field: 'rowNumber', row: 9 });
  });

  it('refuses a row number that is no whole number from 0', () => {
    for (const row of [1.5, -1, 2 ** 53]) expect(errorOf(() => scoredRows(columns({ rowNumber: [row, 8, 9] })))).toMatchObject({ field: 'rowNumber' });
  });

  it('refuses columns of unequal length', () => {
    expect(errorOf(() => scoredRows(columns({ score: [0.1] })))).toMatchObject({ field: 'score' });
    expect(errorOf(() => scoredRows(columns({ label: [] })))).toMatchObject({ field: 'label' });
  });

  it('pools weeks to one sample and refuses a row that lies in two of them', () => {
    const first = scoredRows(columns());
    const second = scoredRows(columns({ rowNumber: [1, 2, 3] }));
    expect([...pool([first, second]).rowNumber]).toEqual([1, 2, 3, 7, 8, 9]);
    expect(pool([]).counts.rows).toBe(0);
    expect(errorOf(() => pool([first, first]))).toMatchObject({ field: 'rowNumber', row: 7 });
  });
});
