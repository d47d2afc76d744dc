import { profileRows } from './index.ts';
import { limits, smallDatasets, tableOf, type SmallDatasets } from './testing/small-dataset.ts';

let sets: SmallDatasets;
beforeAll(async () => { sets = await smallDatasets(); });
afterAll(() => sets.remove());

const profileOf = async (sql: string, columns: string[]) => {
  const rows = await sets.open(await sets.parquet(sql), tableOf(Object.fromEntries(columns.map((name) => [name, null])), {}), null);
  const { profile } = await profileRows({ rows, limits });
  return { rows: profile.rows, ...Object.fromEntries(profile.columns.map((column) => [column.name, column])) } as Record<string, (typeof profile.columns)[number]> & { rows: unknown };
};

describe('a profile', () => {
  it('counts exactly, and keeps NaN and infinities out of the figures that they would spoil', async () => {
    const { rows, d } = await profileOf(`SELECT unnest([1::DOUBLE, 2, 2, 3, NULL, 'nan', 'inf', '-inf', 'nan']) AS d`, ['d']);
    expect(rows).toEqual({ value: 9, exact: true });
    expect(d).toMatchObject({
      type: 'DOUBLE', count: { value: 8 }, nulls: { value: 1 }, notFinite: { value: 4 }, distinct: { value: 6 }, minimum: { value: 1 }, maximum: { value: 3 }, mean: { value: 2 },
      topValues: { value: [{ value: 2, count: 2 }, { value: 1, count: 1 }, { value: 3, count: 1 }] },
    });
    expect(d!.standardDeviation.value).toBeCloseTo(Math.sqrt(2 / 3), 12);
    expect(d!.quantiles.value?.find(({ share }) => share === 0.5)?.value).toBe(2);
    expect(d!.histogram.value!.counts.reduce((a, b) => a + b)).toBe(4);
    expect(JSON.parse(JSON.stringify(d))).toEqual(d);
  });

  it('gives each value to the bin whose stored edges hold it', async () => {
    const { n } = await profileOf('SELECT CASE WHEN range = 0 THEN -5000 WHEN range = 999 THEN 90000 ELSE range % 100 END AS n FROM range(1000)', ['n']);
    const { edges, counts } = n!.histogram.value!;
    const values = Array.from({ length: 1000 }, (_, i) => (i === 0 ? -5000 : i === 999 ? 90000 : i % 100));
    expect(edges).toEqual([...new Set(edges)].sort((a, b) => Number(a) - Number(b)));
    expect([edges[0], edges.at(-1)]).toEqual([-5000, 90000]);
    expect(counts).toEqual(edges.slice(0, -1).map((edge, i) => values.filter((v) => v >= Number(edge) && (v < Number(edges[i + 1]) || i === edges.length - 2)).length));
    expect(counts.reduce((a, b) => a + b)).toBe(1000);
  });

  it('has quantiles that are values of the column', async () => {
    const { n } = await profileOf('SELECT 10 * range AS n FROM range(101)', ['n']);
    expect(n!.quantiles.value).toEqual([[0.01, 10], [0.05, 50], [0.1, 100], [0.25, 250], [0.5, 500], [0.75, 750], [0.9, 900], [0.95, 950], [0.99, 990]].map(([share, value]) => ({ share, value })));
  });

  it('handles texts, days, timestamps, booleans, big integers, lists and hostile names', async () => {
    const names = ['s', 'day', 't', 'b', 'big', 'list', 'a"b'];
    const profile = await profileOf(`SELECT unnest(['b', 'a', 'b']) AS s, unnest([DATE '2001-01-01', '2001-01-03', '2001-01-02']) AS day, unnest([TIMESTAMP '2001-01-01 10:00', 'infinity', NULL]) AS t,
      unnest([true, false, true]) AS b, unnest([9007199254740993::BIGINT, 1, 1]) AS big, unnest([[1, 2], [1, 2], NULL]) AS list, unnest([1, 1, 1]) AS "a""b"`, names);
    expect(profile.s).toMatchObject({ minimum: { value: 'a' }, maximum: { value: 'b' }, mean: { value: null }, quantiles: { value: null }, histogram: { value: null }, topValues: { value: [{ value: 'b', count: 2 }, { value: 'a', count: 1 }] } });
    expect(profile.day).toMatchObject({ minimum: { value: '2001-01-01' }, maximum: { value: '2001-01-03' } });
    expect(profile.day!.histogram.value).toEqual({ edges: ['2001-01-01', '2001-01-02', '2001-01-03'], counts: [1, 2] });
    expect(profile.t).toMatchObject({ nulls: { value: 1 }, notFinite: { value: 1 }, maximum: { value: '2001-01-01 10:00:00' }, histogram: { value: { edges: ['2001-01-01 10:00:00', '2001-01-01 10:00:00'], counts: [1] } } });
    expect(profile.b).toMatchObject({ distinct: { value: 2 }, topValues: { value: [{ value: true, count: 2 }, { value: false, count: 1 }] } });
    expect(profile.big).toMatchObject({ maximum: { value: '9007199254740993' } });
    expect(profile.list).toMatchObject({ distinct: { value: 1 }, topValues: { value: [{ value: '[1, 2]', count: 2 }] } });
    expect(profile['a"b']).toMatchObject({ mean: { value: 1 }, standardDeviation: { value: 0 }, histogram: { value: { edges: [1, 1], counts: [3] } } });
  });

  it('leaves undefined what is undefined', async () => {
    const profile = await profileOf('SELECT CAST(NULL AS DOUBLE) AS d, 5 AS one FROM range(1)', ['d', 'one']);
    expect(profile.d).toMatchObject({ count: { value: 0 }, distinct: { value: 0 }, minimum: { value: null }, mean: { value: null }, quantiles: { value: null }, histogram: { value: null }, topValues: { value: [] } });
    expect(profile.one).toMatchObject({ mean: { value: 5 }, standardDeviation: { value: null } });
    const empty = await profileOf('SELECT 1 AS n WHERE false', ['n']);
    expect(empty).toMatchObject({ rows: { value: 0 }, n: { count: { value: 0 }, nulls: { value: 0 }, mean: { value: null } } });
  });

  it('takes more columns than one batch', async () => {
    const names = Array.from({ length: 70 }, (_, i) => `c${i}`);
    const profile = await profileOf(`SELECT ${names.map((name, i) => `${i} AS ${name}`).join(', ')} FROM range(3)`, names);
    expect(names.map((name) => profile[name]!.minimum.value)).toEqual(names.map((_, i) => i));
  });
});
