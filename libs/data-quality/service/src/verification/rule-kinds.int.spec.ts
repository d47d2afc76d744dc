import type { Check } from '@throughline/data-quality-domain';
import { smallDatasets, summary, tableOf, type SmallDatasets } from './testing/small-dataset.ts';

let sets: SmallDatasets;
beforeAll(async () => { sets = await smallDatasets(); });
afterAll(() => sets.remove());

const rowNumbers = (rows: { row_number?: unknown }[]) => rows.map(({ row_number: n }) => Number(n));

describe('rules about one row', () => {
  const table = tableOf({ d: 'number', i: 'integer', s: 'string', t: 'timestamp', u: 'timestamp' }, {
    'd-range': { kind: 'range', column: 'd', min: 0, max: 10 },
    'd-least': { kind: 'range', column: 'd', min: 0 },
    'd-open': { kind: 'range', column: 'd', above: 0, below: 10 },
    'i-range': { kind: 'range', column: 'i', min: -1, max: 1 },
    't-range': { kind: 'range', column: 't', min: '2001-01-01', below: '2001-02-01' },
    'd-null': { kind: 'not-null', columns: ['d', 's'] },
    's-missing': { kind: 'not-missing', column: 's', missing: ['', 'n/a'] },
    's-code': { kind: 'pattern', column: 's', pattern: '[A-Z]{3}', match: 'whole' },
    's-part': { kind: 'pattern', column: 's', pattern: '[A-Z]{3}', match: 'anywhere' },
    's-length': { kind: 'text-length', column: 's', min: 3, max: 3 },
    's-one': { kind: 'one-of', column: 's', values: ['ABC', `O'H`] },
    's-one-null': { kind: 'one-of', column: 's', values: ['ABC', null] },
    'i-one': { kind: 'one-of', column: 'i', values: [0, 1] },
    't-u': { kind: 'compare-columns', left: 't', operator: '<', right: 'u' },
    't-hour': { kind: 'hour-not-in', column: 't', hours: [0, 4] },
  });
  let verification: Awaited<ReturnType<SmallDatasets['verify']>>;

  beforeAll(async () => {
    verification = await sets.verify(await sets.parquet(`SELECT * FROM (VALUES
      (0::DOUBLE, 0::BIGINT, 'ABC', TIMESTAMP '2001-01-01 00:00', TIMESTAMP '2001-01-02'),
      (10, 1, 'ABCD', '2001-01-31 23:59', '2001-01-31 23:59'),
      ('nan', -2, '', '2001-02-01 03:00', '2001-03-01'),
      ('inf', NULL, 'üöä', 'infinity', NULL),
      ('-inf', 9223372036854775807, E'ABC\\n', NULL, '2001-01-01'),
      (NULL, 1, NULL, '2000-12-31 04:30', '2001-01-01'),
      (5, 0, 'O''H', '2001-01-15 05:00', '2001-01-16')) v(d, i, s, t, u)`), table);
  });

  it('count exactly, with NaN and infinities failing and NULL left to the rules about NULL', () => {
    expect(summary(verification)).toEqual({
      'd-range': '3 of 6 failed', 'd-least': '3 of 6 failed', 'd-open': '5 of 6 failed', 'i-range': '2 of 6 failed', 't-range': '3 of 6 failed',
      'd-null': '1 of 7 failed', 's-missing': '2 of 7 failed', 's-code': '5 of 6 failed', 's-part': '3 of 6 failed', 's-length': '3 of 6 failed',
      's-one': '4 of 6 failed', 's-one-null': '5 of 7 failed', 'i-one': '2 of 6 failed', 't-u': '1 of 5 failed', 't-hour': '3 of 6 failed',
    });
  });

  it('name the rows that failed by their number in the file', async () => {
    expect(rowNumbers(await sets.keys(verification, 'd-range'))).toEqual([2, 3, 4]);
    expect(rowNumbers(await sets.keys(verification, 's-missing'))).toEqual([2, 5]);
    expect(rowNumbers(await sets.keys(verification, 't-hour'))).toEqual([0, 3, 5]);
    expect(verification.keyFiles['d-null']?.rows).toBe(1);
  });
});

describe('rules about groups of rows', () => {
  it('count repeated groups, surplus rows and members, and keep the lowest row number', async () => {
    const table = tableOf({ k: 'string', d: 'number' }, { k: { kind: 'unique', columns: ['k'] }, kd: { kind: 'unique', columns: ['k', 'd'] }, d: { kind: 'unique', columns: ['d'] } });
    const file = await sets.parquet(`SELECT * FROM (VALUES ('a', 1::DOUBLE), ('b', 1), ('b', 2), ('a', 'nan'), (NULL, 'nan'), ('b', 2), (NULL, NULL), ('c', NULL), ('a', 1)) v(k, d)`);
    const verification = await sets.verify(file, table);
    expect(verification.results.map(({ ruleId, evaluated, repeated, failed, members }) => [ruleId, evaluated, repeated, failed, members]))
      .toEqual([['k', 7, 2, 4, 6], ['kd', 6, 2, 2, 4], ['d', 7, 3, 4, 7]]);
    expect(rowNumbers(await sets.keys(verification, 'k'))).toEqual([2, 3, 5, 8]);
    expect(rowNumbers(await sets.keys(verification, 'kd'))).toEqual([5, 8]);
    expect(rowNumbers(await sets.keys(verification, 'd'))).toEqual([1, 4, 5, 8]);
  });

  it('find the rows off their group’s most frequent value, the lower one of two equals', async () => {
    const table = tableOf({ o: 'string', d: 'string', km: 'integer' }, { route: { kind: 'most-frequent-value', of: 'km', per: ['o', 'd'] } });
    const file = await sets.parquet(`SELECT * FROM (VALUES ('A','B',10), ('A','B',11), ('A','B',11), ('B','A',10), ('X','Y',6), ('X','Y',5), ('X','Y',NULL), (NULL,'Y',1)) v(o, d, km)`);
    const verification = await sets.verify(file, table);
    expect(summary(verification)).toEqual({ route: '2 of 6 failed' });
    expect(rowNumbers(await sets.keys(verification, 'route'))).toEqual([0, 4]);
  });

  it('find values that the reference period did not have in the same column', async () => {
    const known = (from: string): Check => ({ kind: 'known-values', columns: ['o', 'd'], time: 't', reference: { from, to: '2001-03-01' }, evaluated: { from: '2001-03-01' } });
    const table = tableOf({ o: 'string', d: 'string', t: 'timestamp' }, { known: known('2001-01-01'), unfounded: { ...known('2001-01-01'), reference: { from: '1999-01-01', to: '1999-02-01' } } as Check });
    const file = await sets.parquet(`SELECT * FROM (VALUES ('A','B',TIMESTAMP '2001-01-01'), ('B','C','2001-02-28 23:59'), (NULL,NULL,'2001-02-01'), ('A','C','2001-03-01'), ('C','B','2001-03-01'),
      ('A','A','2001-04-01'), ('A',NULL,'2001-04-01'), (NULL,NULL,'2001-04-01'), ('Z','Z',NULL), ('B','Z','2000-12-31')) v(o, d, t)`);
    const verification = await sets.verify(file, table);
    expect(summary(verification)).toEqual({ known: '2 of 4 failed', unfounded: '0 of 0 inconclusive' });
    expect(verification.results[1]).toMatchObject({ notEvaluated: 4, why: expect.stringContaining('4 had to be left out') });
    expect(rowNumbers(await sets.keys(verification, 'known'))).toEqual([4, 5]);
  });
});

describe('rules about ISO weeks', () => {
  const table = tableOf({ t: 'timestamp', delay: 'number' }, {
    volume: { kind: 'rows-per-week', time: 't', min: 2, max: 3 },
    share: { kind: 'share-per-week', time: 't', where: { column: 'delay', operator: '>', value: 15 }, min: 0.25, max: 0.5 },
    complete: { kind: 'week-complete', time: 't', lastAfter: { weekday: 7, time: '23:00' } },
  });
  // 2000-W52 ends on Sunday 2000-12-31; W01 has 2 rows, W02 none, W03 4, W04 1.
  const rows = `SELECT * FROM (VALUES (TIMESTAMP '2001-01-01 00:00', 20::DOUBLE), ('2001-01-07 23:01', 0), ('2001-01-15 10:00', 16), ('2001-01-16 10:00', 15), ('2001-01-17 10:00', 'nan'),
    ('2001-01-21 23:00', NULL), ('2001-01-25 00:00', 99), ('infinity', 1), (NULL, 1)) v(t, delay)`;
  let file: string;
  beforeAll(async () => { file = await sets.parquet(rows); });

  it('judge every week of an unbounded version, an empty one too', async () => {
    const verification = await sets.verify(file, table);
    expect(summary(verification)).toEqual({ volume: '3 of 4 failed', share: '1 of 3 failed', complete: '2 of 3 failed' });
    expect(await sets.keys(verification, 'volume')).toEqual([{ week: '2001-W02', value: 0n }, { week: '2001-W03', value: 4n }, { week: '2001-W04', value: 1n }]);
    expect(await sets.keys(verification, 'share')).toEqual([{ week: '2001-W04', value: 1 }]);
    expect(await sets.keys(verification, 'complete')).toEqual([{ week: '2001-W03', value: '2001-01-21 23:00:00' }, { week: '2001-W04', value: '2001-01-25 00:00:00' }]);
  });

  it('leave out the week that holds the upper bound of a bounded one', async () => {
    const verification = await sets.verify(file, table, { column: 't', from: '2001-01-01', to: '2001-01-26' });
    expect(verification.results.map(({ evaluated, notEvaluated, failed }) => [evaluated, notEvaluated, failed])).toEqual([[3, 1, 2], [2, 1, 0], [2, 1, 1]]);
  });

  it('judge the last week when the bound is its very end, and an empty end too', async () => {
    const whole = await sets.verify(file, table, { column: 't', from: '2001-01-01', to: '2001-01-08' });
    expect(summary(whole)).toEqual({ volume: '0 of 1 passed', share: '0 of 1 passed', complete: '0 of 1 passed' });
    const missing = await sets.verify(file, table, { column: 't', from: '2001-01-01', to: '2001-01-15' });
    expect(summary(missing)).toMatchObject({ volume: '1 of 2 failed' });
  });

  it('leave out a first week that begins before the version does', async () => {
    const verification = await sets.verify(file, table, { column: 't', from: '2001-01-07', to: '2001-01-22' });
    expect(verification.results.map(({ evaluated, notEvaluated }) => [evaluated, notEvaluated])).toEqual([[2, 1], [1, 1], [1, 1]]);
  });

  it('are inconclusive without rows', async () => {
    const verification = await sets.verify(file, table, { column: 't', from: '1990-01-01', to: '1990-03-01' });
    expect(verification.results.map(({ status, evaluated, percent }) => [status, evaluated, percent])).toEqual(Array(3).fill(['inconclusive', 0, null]));
    expect(verification.verdict).toBe('inconclusive');
  });
});

describe('any rule', () => {
  it('is inconclusive where nothing was evaluated, and so is the verdict', async () => {
    const table = tableOf({ n: 'number', s: 'string' }, { range: { kind: 'range', column: 'n', min: 0 }, null: { kind: 'not-null', columns: ['s'] } });
    const verification = await sets.verify(await sets.parquet(`SELECT NULL::DOUBLE AS n, 'x' AS s`), table);
    expect(summary(verification)).toEqual({ range: '0 of 0 inconclusive', null: '0 of 1 passed' });
    expect(verification.verdict).toBe('inconclusive');
    expect(verification.results[0]?.why).toBe('no row was evaluated');
  });

  it('works on names and texts that hold quotes, and runs nothing that they say', async () => {
    const [odd, evil] = ['a"b', `x"; DROP VIEW rows; --`];
    const table = tableOf({ [odd]: 'string', [evil]: 'string', 'ORDER': 'timestamp' }, {
      null: { kind: 'not-null', columns: [odd, evil] }, unique: { kind: 'unique', columns: [odd, evil] }, off: { kind: 'most-frequent-value', of: evil, per: [odd] },
      one: { kind: 'one-of', column: odd, values: [`'); DROP VIEW rows; --`, `it's`] }, pattern: { kind: 'pattern', column: evil, pattern: `^it's "x"$`, match: 'whole' },
      missing: { kind: 'not-missing', column: odd, missing: [`' OR '1'='1`] }, known: { kind: 'known-values', columns: [odd], time: 'ORDER', reference: { from: '2001-01-01', to: '2001-02-01' }, evaluated: { from: '2001-01-01' } },
      pair: { kind: 'compare-columns', left: odd, operator: '<>', right: evil }, week: { kind: 'rows-per-week', time: 'ORDER', min: 1 },
    });
    const file = await sets.parquet(`SELECT 'it''s' AS "a""b", 'it''s "x"' AS "x""; DROP VIEW rows; --", TIMESTAMP '2001-01-03' AS "ORDER"`);
    expect(summary(await sets.verify(file, table))).toEqual(Object.fromEntries(table.rules.map(({ id }) => [id, '0 of 1 passed'])));
  });

  it('keeps every failing key, however many', async () => {
    const table = tableOf({ n: 'integer' }, { n: { kind: 'range', column: 'n', max: -1 } });
    const verification = await sets.verify(await sets.parquet('SELECT range AS n FROM range(300000)'), table);
    expect(verification.results[0]).toMatchObject({ evaluated: 300000, failed: 300000, percent: 100 });
    expect(verification.keyFiles.n?.rows).toBe(300000);
  });

  it('says which column of the contract the file lacks, or has with another type', async () => {
    const file = await sets.parquet(`SELECT '1' AS n, 1 AS m`);
    await expect(sets.verify(file, tableOf({ missing: 'integer' }, {}))).rejects.toMatchObject({ reason: 'input', message: expect.stringContaining('"missing"') });
    const verification = await sets.verify(file, tableOf({ n: 'integer', m: 'integer' }, { n: { kind: 'range', column: 'n', min: 0 }, m: { kind: 'range', column: 'm', min: 0 } }));
    expect(verification).toMatchObject({ verdict: 'breached', typeMismatches: [{ column: 'n', promised: 'integer', found: 'VARCHAR' }] });
    expect(verification.results).toMatchObject([{ ruleId: 'n', status: 'inconclusive', why: 'the column "n" is VARCHAR in the file, not integer' }, { ruleId: 'm', status: 'passed' }]);
  });
});
