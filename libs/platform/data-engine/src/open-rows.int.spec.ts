import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileDigest, openRows, runDataJob, type DataRow, type OpenRows } from './index.ts';

const limits = { memoryMb: 64, threads: 2, seconds: 30 };
let dir: string;
let root: string;
let broken = 0;

beforeAll(async () => {
  dir = await realpath(await mkdtemp(join(tmpdir(), 'open-rows-')));
  root = join(dir, 'root');
  await mkdir(join(root, 'sub'), { recursive: true });
  const made = await runDataJob({
    inputs: {}, limits, outputDir: join(root, 'made'),
    statements: [{ kind: 'file', name: 'f', file: 'days.parquet', sql: `SELECT TIMESTAMP '2001-01-01' + n * INTERVAL 12 HOUR AS date, n::BIGINT AS n, 'x' AS "a""b" FROM range(6) t(n) ORDER BY n` }],
  });
  await writeFile(join(dir, 'outside.csv'), 'a\n1\n');
  await symlink(join(dir, 'outside.csv'), join(root, 'link.csv'));
  await symlink(dir, join(root, 'up'));
  await symlink(made.files.f!.path, join(root, 'sub', 'inside.parquet'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const open = async (file: string, more: Partial<OpenRows> = {}) =>
  openRows({ roots: [root], file, sha256: await fileDigest(join(root, file)), range: null, minusKeys: [], ...more });

const select = async (file: string, sql: string, more: Partial<OpenRows> = {}): Promise<DataRow[]> => {
  const { rows } = await runDataJob({ inputs: { rows: await open(file, more) }, limits, statements: [{ kind: 'rows', name: 'r', sql }] });
  return rows.r!;
};

const csv = async (name: string, content: string): Promise<string> => {
  await writeFile(join(root, name), content);
  return name;
};

describe('where rows may come from', () => {
  it.each([
    ['/etc/hostname.csv', 'absolute-path'],
    ['C:\\data\\a.csv', 'absolute-path'],
    ['../outside.csv', 'outside-roots'],
    ['sub/../../outside.csv', 'outside-roots'],
    ['link.csv', 'outside-roots'],
    ['up/outside.csv', 'outside-roots'],
    ['sub.csv', 'not-found'],
    [`${'a'.repeat(300)}.csv`, 'not-found'],
    ['made/days.txt', 'unknown-format'],
  ])('refuses %s as %s', async (file, reason) => {
    await expect(openRows({ roots: [root], file, sha256: 'x', range: null, minusKeys: [], columns: [{ name: 'a', type: 'VARCHAR' }] }))
      .rejects.toMatchObject({ name: 'RowsRefused', reason, field: 'file' });
  });

  it('follows a link that stays inside', async () => {
    expect(await select('sub/inside.parquet', 'SELECT count(*) AS n FROM rows')).toEqual([{ n: 6n }]);
  });

  it('refuses other bytes, naming both digests', async () => {
    await expect(open('made/days.parquet', { sha256: 'f'.repeat(64) })).rejects.toMatchObject({ reason: 'digest-differs', field: 'sha256', message: expect.stringContaining('ffff') });
  });

  it.each([[{ column: 'date', from: 'yesterday', to: null }], [{ column: 'date', from: '2001-02-30', to: null }], [{ column: 'date', from: '2001-02-01', to: '2001-01-01' }]])('refuses the range %j', async (range) => {
    await expect(open('made/days.parquet', { range })).rejects.toMatchObject({ reason: 'bad-range', field: 'range' });
  });
});

describe('parquet rows', () => {
  it('are numbered by their place in the file, from 0, also within a half-open range', async () => {
    const range = { column: 'date', from: '2001-01-02', to: '2001-01-03' };
    expect(await select('made/days.parquet', 'SELECT row_number, n FROM rows ORDER BY 1', { range })).toEqual([{ row_number: 2n, n: 2n }, { row_number: 3n, n: 3n }]);
  });

  it('leave out the keys of every key file', async () => {
    const keys = await runDataJob({
      inputs: {}, limits, outputDir: join(dir, 'keys'),
      statements: [0, 5].map((n) => ({ kind: 'file' as const, name: `k${n}`, file: `k${n}.parquet`, sql: `SELECT ${n}::BIGINT AS row_number` })),
    });
    const minusKeys = Object.values(keys.files).map(({ path }) => path);
    expect(await select('made/days.parquet', 'SELECT list(n ORDER BY n) AS n FROM rows', { minusKeys })).toEqual([{ n: [1n, 2n, 3n, 4n] }]);
  });

  it('must have the columns that are asked for', async () => {
    await expect(select('made/days.parquet', 'SELECT 1', { columns: [{ name: 'delay', type: 'BIGINT' }] }))
      .rejects.toMatchObject({ reason: 'input', part: 'rows', message: expect.stringContaining('no column "delay"; it has "date", "n", "a""b"'.replace('""', '"')) });
  });

  it('carry derived columns', async () => {
    const derived = [{ name: 'day', expression: 'CAST(date AS DATE) -- of departure', columns: ['date'] }];
    expect(await select('made/days.parquet', 'SELECT DISTINCT day FROM rows ORDER BY day LIMIT 1', { derived })).toEqual([{ day: '2001-01-01' }]);
  });

  it('carry columns derived from derived ones, under names of their own', async () => {
    const day = { name: 'day', expression: 'CAST(date AS DATE)', columns: ['date'] };
    const derived = [day, { name: 'weekday', expression: 'isodow(day)', columns: ['day'] }];
    expect(await select('made/days.parquet', 'SELECT DISTINCT weekday FROM rows ORDER BY 1', { derived })).toEqual([{ weekday: 1n }, { weekday: 2n }, { weekday: 3n }]);
    await expect(select('made/days.parquet', 'SELECT 1', { derived: [{ ...day, name: 'N' }] })).rejects.toMatchObject({ reason: 'input', message: expect.stringContaining('already has a column "N"') });
  });

  it.each([
    ['n + 1', ['date'], 'reads the column "n", which it does not name'],
    ['(SELECT max(n) FROM rows)', undefined, 'subquery'],
    [`n) , (SELECT 1`, undefined, 'one expression|subquery'],
    ['1) FROM rows --', undefined, 'one expression|parsed'],
    ['sum(n) OVER ()', undefined, 'window'],
    ['random()', undefined, 'differs from run to run'],
    ['age(date)', undefined, 'differs from run to run'],
    [`ago(INTERVAL 1 DAY)`, undefined, 'differs from run to run'],
    ['nextval(\'s\')', undefined, 'differs from run to run'],
    ['current_date', undefined, 'differs from run to run'],
    ['COLUMNS(*)', undefined, 'star'],
    ['delay', undefined, 'no column of the rows'],
    ['n +', undefined, 'parsed'],
  ])('refuse the expression %s', async (expression, columns, message) => {
    const derived = [{ name: 'd', expression, ...(columns ? { columns } : {}) }];
    await expect(select('made/days.parquet', 'SELECT 1', { derived })).rejects.toMatchObject({ reason: 'input', message: expect.stringMatching(message) });
  });
});

describe('csv rows', () => {
  const text = (...names: string[]) => names.map((name) => ({ name, type: 'VARCHAR' }));

  it('keep zeros, survive BOM, CR LF, quotes and a missing last newline', async () => {
    const file = await csv('c10.csv', '\uFEFFzip,text\r\n01067,"a\r\nb"\r\n10115,"say ""x"""\r\n00042,ü');
    expect(await select(file, 'SELECT row_number, zip, text, length(text) AS long FROM rows ORDER BY 1', { columns: text('zip', 'text') })).toEqual([
      { row_number: 0n, zip: '01067', text: 'a\nb', long: 3n }, { row_number: 1n, zip: '10115', text: 'say "x"', long: 7n }, { row_number: 2n, zip: '00042', text: 'ü', long: 1n },
    ]);
  });

  it('tell an empty cell from an empty text, and NULL the word from NULL', async () => {
    const file = await csv('c11.csv', 'email,n\na@x.test,1\n,\n"",3\nNULL,4\n ,5\n');
    expect(await select(file, 'SELECT email, n FROM rows ORDER BY row_number', { columns: [...text('email'), { name: 'n', type: 'BIGINT' }] })).toEqual([
      { email: 'a@x.test', n: 1n }, { email: null, n: null }, { email: '', n: 3n }, { email: 'NULL', n: 4n }, { email: ' ', n: 5n },
    ]);
  });

  it('make a cell that has another type NULL, and keep its text beside', async () => {
    const file = await csv('types.csv', 'n,d\n1,2001-02-28\n1.5,2001-02-30\nx,\n');
    const columns = [{ name: 'n', type: 'BIGINT' }, { name: 'd', type: 'DATE' }];
    expect(await select(file, 'SELECT r.n, r.d, t.n AS tn, t.d AS td FROM rows r JOIN rows_text t USING (row_number) ORDER BY row_number', { columns })).toEqual([
      { n: 1n, d: '2001-02-28', tn: '1', td: '2001-02-28' }, { n: null, d: null, tn: '1.5', td: '2001-02-30' }, { n: null, d: null, tn: 'x', td: null },
    ]);
  });

  it('lose no line that looks like a comment', async () => {
    const file = await csv('hash.csv', 'a,b\n#1,2\n3,4\n#5,6\n');
    expect(await select(file, 'SELECT a, b FROM rows ORDER BY row_number', { columns: text('a', 'b') })).toEqual([{ a: '#1', b: '2' }, { a: '3', b: '4' }, { a: '#5', b: '6' }]);
  });

  it.each([
    ['a cell too few', 'a,b\n1,2\n3\n4,5\n'],
    ['a cell too many', 'a,b\n1,2\n3,4,5\n'],
    ['a head above the header', 'junk\nmore\na,b\n1,2\n'],
    ['bytes that are no UTF-8', Buffer.from('a,b\n1,\xe9\n', 'latin1')],
    ['nothing at all', ''],
  ])('are refused with %s, without a path in the message', async (_, content) => {
    const file = `broken${(broken += 1)}.csv`;
    await writeFile(join(root, file), content);
    const failure = await select(file, 'SELECT 1', { columns: text('a', 'b') }).then(() => null, (error: unknown) => error as Error);
    expect(failure).toMatchObject({ reason: 'input', part: 'rows' });
    expect(failure?.message).not.toContain(root);
  });

  it('may have a header only', async () => {
    expect(await select(await csv('header.csv', 'a,b\r\n'), 'SELECT count(*) AS n FROM rows', { columns: text('a', 'b') })).toEqual([{ n: 0n }]);
  });

  it('need their columns named, and find them by name', async () => {
    const file = await csv('named.csv', 'b,a\n1,2\n');
    await expect(open(file)).rejects.toMatchObject({ reason: 'columns-needed', field: 'columns' });
    expect(await select(file, 'SELECT a FROM rows', { columns: text('a') })).toEqual([{ a: '2' }]);
    await expect(select(file, 'SELECT 1', { columns: text('c') })).rejects.toMatchObject({ reason: 'input', message: expect.stringContaining('no column "c"') });
    await expect(select(file, 'SELECT 1', { columns: [{ name: 'a', type: 'BIGINT) --' }] })).rejects.toMatchObject({ reason: 'input', message: expect.stringContaining('no type name') });
  });
});
