import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataJobFailed, runDataJob, type DataJobProgress } from './index.ts';

const limits = { memoryMb: 128, threads: 2, seconds: 30 };
const endless = 'SELECT sum(a.range * b.range) AS s FROM range(10000000) a, range(1000000) b';

let dir: string;
beforeAll(async () => { dir = await mkdtemp(join(tmpdir(), 'data-engine-')); });
afterAll(() => rm(dir, { recursive: true, force: true }));
afterEach(async () => expect((await readdir(dir)).filter((name) => name.includes('partial'))).toEqual([]));

const failureOf = async (job: Promise<unknown>): Promise<DataJobFailed> => {
  const outcome = await job.then(() => null, (error: unknown) => error);
  expect(outcome).toBeInstanceOf(DataJobFailed);
  return outcome as DataJobFailed;
};

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

const until = async (met: () => boolean): Promise<void> => {
  const deadline = Date.now() + 20_000;
  while (!met()) {
    if (Date.now() > deadline) throw new Error('the condition was not met in 20 seconds');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

describe('a data job', () => {
  it('returns rows with exact integers and writes whole files', async () => {
    const outputDir = join(dir, 'whole');
    const seen: DataJobProgress[] = [];
    const result = await runDataJob({
      inputs: {}, limits, outputDir, onProgress: (progress) => seen.push(progress),
      statements: [
        { kind: 'exec', name: 'make', sql: 'CREATE TEMP TABLE t AS SELECT range AS n FROM range(5)' },
        { kind: 'rows', name: 'read', sql: `SELECT 9007199254740993::BIGINT AS big, 'nan'::DOUBLE AS nan, DATE '2001-02-03' AS day, [1.5::DOUBLE, NULL] AS list, 'x' AS text` },
        { kind: 'file', name: 'keys', sql: 'SELECT n AS row_number FROM t WHERE n > 2 ORDER BY n', file: 'keys.parquet' },
        { kind: 'file', name: 'table', sql: 'SELECT n FROM t WHERE n < 2 ORDER BY n', file: 'table.csv' },
      ],
    });
    expect(result.rows.read).toEqual([{ big: 9007199254740993n, nan: NaN, day: '2001-02-03', list: [1.5, null], text: 'x' }]);
    expect(result.files.keys).toMatchObject({ rows: 2, path: join(outputDir, 'keys.parquet') });
    expect(await readFile(join(outputDir, 'table.csv'), 'utf8')).toBe('n\n0\n1\n');
    expect((await readdir(outputDir)).sort()).toEqual(['keys.parquet', 'table.csv']);
    expect(seen.at(-1)).toEqual({ statement: 'table', done: 4, total: 4, percent: 100 });
  });

  it('reads back a file that an earlier job wrote', async () => {
    const outputDir = join(dir, 'again');
    const first = await runDataJob({ inputs: {}, limits, outputDir, statements: [{ kind: 'file', name: 'f', sql: 'SELECT 7 AS n', file: 'f.parquet' }] });
    const second = await runDataJob({ inputs: { f: { kind: 'file', path: first.files.f!.path, format: 'parquet' } }, limits, statements: [{ kind: 'rows', name: 'r', sql: 'SELECT n FROM f' }] });
    expect(second.rows.r).toEqual([{ n: 7 }]);
    expect(second.columns.f).toEqual([{ name: 'n', type: 'INTEGER' }]);
  });

  it('names the statement that fails and leaves no folder', async () => {
    const outputDir = join(dir, 'sql');
    const failure = await failureOf(runDataJob({
      inputs: {}, limits, outputDir,
      statements: [{ kind: 'file', name: 'good', sql: 'SELECT 1', file: 'a.parquet' }, { kind: 'rows', name: 'bad', sql: 'SELECT nothing FROM nowhere' }],
    }));
    expect(failure).toMatchObject({ reason: 'sql', part: 'bad' });
    expect(failure.message).toContain('nowhere');
    // The sentence, not the statement that the plane wrote.
    expect(failure.message).not.toMatch(/LINE|SELECT/);
    expect(await readdir(dir)).not.toContain('sql');
  });

  it('cuts no result off', async () => {
    const failure = await failureOf(runDataJob({ inputs: {}, limits, statements: [{ kind: 'rows', name: 'many', sql: 'SELECT * FROM range(11)', maxRows: 10 }] }));
    expect(failure).toMatchObject({ reason: 'sql', message: expect.stringContaining('more than 10 rows') });
  });

  it.each([
    ['reading another file', `SELECT * FROM read_text('/etc/hostname')`],
    ['writing elsewhere', `COPY (SELECT 1) TO '/var/tmp/escaped.parquet'`],
    ['another database', `ATTACH '/var/tmp/escaped.db'`],
    ['lifting its limits', `SET memory_limit = '8GB'`],
    ['opening itself', 'SET enable_external_access = true'],
    ['extensions', 'INSTALL httpfs'],
  ])('refuses %s', async (_, sql) => {
    const failure = await failureOf(runDataJob({ inputs: {}, limits, statements: [{ kind: 'exec', name: 'escape', sql }] }));
    expect(failure).toMatchObject({ reason: 'sql', part: 'escape', message: expect.stringMatching(/Permission Error|configuration/) });
  });

  it('spills to disk rather than fail, and removes what it spilt', async () => {
    const result = await runDataJob({
      inputs: {}, limits: { ...limits, memoryMb: 64 },
      statements: [
        { kind: 'exec', name: 'wide', sql: 'CREATE TEMP TABLE t AS SELECT range AS n, hash(range) AS h, hash(range + 1) AS g FROM range(4000000)' },
        { kind: 'rows', name: 'n', sql: 'SELECT count(*) AS n FROM (SELECT h FROM t GROUP BY h)' },
      ],
    });
    expect(result.rows.n).toEqual([{ n: 4000000n }]);
  });

  it.each([
    ['memory', { memoryMb: 32 }, 'SELECT list(range) FROM range(20000000)'],
    ['the disk for what does not fit into memory', { memoryMb: 32, diskMb: 4 }, 'CREATE TEMP TABLE t AS SELECT hash(range) AS h FROM range(200000000)'],
  ])('says when %s is short', async (_, short, sql) => {
    const failure = await failureOf(runDataJob({ inputs: {}, limits: { ...limits, ...short }, statements: [{ kind: 'exec', name: 'big', sql }] }));
    expect(failure.reason).toBe('memory-limit');
  });

  it('stops at its time limit', async () => {
    const failure = await failureOf(runDataJob({ inputs: {}, limits: { ...limits, seconds: 1 }, outputDir: join(dir, 'late'), statements: [{ kind: 'rows', name: 'endless', sql: endless }] }));
    expect(failure.reason).toBe('time-limit');
    expect(await readdir(dir)).not.toContain('late');
  });

  it('stops when it is cancelled, and its process is gone', async () => {
    const abort = new AbortController();
    let pid = 0;
    const failure = await failureOf(runDataJob({
      inputs: {}, limits, signal: abort.signal, onStarted: (started) => { pid = started; },
      onProgress: ({ statement }) => { if (statement === 'endless') abort.abort(); },
      statements: [{ kind: 'rows', name: 'endless', sql: endless }],
    }));
    expect(failure.reason).toBe('cancelled');
    expect(isAlive(pid)).toBe(false);
  });

  it('reports a process that dies', async () => {
    let pid = 0;
    const failure = await failureOf(runDataJob({
      inputs: {}, limits, outputDir: join(dir, 'dead'), onStarted: (started) => { pid = started; },
      onProgress: ({ statement }) => { if (statement === 'endless') process.kill(pid, 'SIGKILL'); },
      statements: [{ kind: 'file', name: 'done', sql: 'SELECT 1', file: 'a.parquet' }, { kind: 'rows', name: 'endless', sql: endless }],
    }));
    expect(failure).toMatchObject({ reason: 'crashed', message: expect.stringContaining('SIGKILL') });
    expect(await readdir(dir)).not.toContain('dead');
  });

  it.each(['onStarted', 'onProgress'] as const)('fails with the error of %s, and its process is gone', async (listener) => {
    let pid = 0;
    const job = runDataJob({
      inputs: {}, limits, statements: [{ kind: 'rows', name: 'endless', sql: endless }], onStarted: (started) => { pid = started; if (listener === 'onStarted') throw new Error('mine'); },
      ...(listener === 'onProgress' ? { onProgress: () => { throw new Error('mine'); } } : {}),
    });
    await expect(job).rejects.toThrow('mine');
    await until(() => !isAlive(pid));
  });

  it('writes the same bytes again', async () => {
    const sha256 = async (name: string) => (await runDataJob({
      inputs: {}, limits, outputDir: join(dir, name),
      statements: [{ kind: 'file', name: 'f', sql: 'SELECT range AS n, hash(range) % 1000 AS h FROM range(700000) ORDER BY hash(range), range', file: 'f.parquet' }],
    })).files.f!.sha256;
    expect(await sha256('bytes2')).toBe(await sha256('bytes1'));
  });

  it('refuses a job that is wrong in itself before it starts one', async () => {
    const file = { kind: 'file', name: 'f', sql: 'SELECT 1', file: '../f.parquet' } as const;
    await expect(runDataJob({ inputs: {}, limits, outputDir: join(dir, 'x'), statements: [file] })).rejects.toThrow('no plain file name');
    await expect(runDataJob({ inputs: {}, limits, statements: [{ ...file, file: 'f.parquet' }] })).rejects.toThrow('outputDir');
    await writeFile(join(dir, 'taken'), '').then(() => expect(runDataJob({ inputs: {}, limits, outputDir: dir, statements: [] })).rejects.toThrow('not empty'));
  });
});
