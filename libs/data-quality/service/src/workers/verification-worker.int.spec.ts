import { eventually } from '@throughline/testing';
import { openDataQualityBench, type DataQualityBench } from '../../test/data-quality-bench.ts';
import { dataProcesses, kill } from '../../test/data-processes.ts';
import { delaysContract } from '../../test/small-contract.ts';

const retries = (bench: DataQualityBench, stream: string) => bench.logged.filter(({ fields, message }) => message === 'work failed and is tried again' && fields['stream'] === stream);

describe('the work of a verification', () => {
  let bench: DataQualityBench;
  let dataset: string;
  const verify = (version: string) => bench.done('start-verification', { dataset, version });
  const record = async (version: string, sql: string) => bench.done('record-dataset-version', { dataset, version, ...await bench.parquet(version, sql), mediaType: 'application/vnd.apache.parquet' });

  beforeAll(async () => {
    bench = await openDataQualityBench({ memoryMb: 400, seconds: 60 });
    dataset = await bench.done('register-dataset', { name: 'delays', description: 'Delays of flights.' });
    await bench.done('publish-data-contract', { dataset, document: delaysContract() });
    await record('small', `SELECT 'JFK' AS origin, 1 AS delay`);
    // As many different rows take their time.
    await record('large', `SELECT chr(65 + (range % 26)::INTEGER) || 'FK' AS origin, range AS delay FROM range(8000000)`);
  });
  afterAll(() => bench.close());

  it('shows how far it is, and ends without a trace when it is called off', async () => {
    const verification = await verify('large');
    const points = await eventually(() => bench.live(verification), (found) => found.length > 1);
    expect(points[0]!.point).toEqual({ type: 'progress', done: expect.any(Number), total: 100, step: 'hold to contract' });
    const done = points.map(({ point }) => Number(point['done']));
    expect(done).toEqual([...done].sort((a, b) => a - b));
    expect(await bench.live(verification, 'elsewhere')).toEqual([]);
    expect(await dataProcesses()).toHaveLength(1);
    const stored = await bench.storedBlobs();
    await bench.done('cancel-verification', { verification });
    await bench.workEnded();
    expect(await dataProcesses()).toEqual([]);
    // It went no further: its profile would be there.
    expect(await bench.storedBlobs()).toEqual(stored);
    expect((await bench.published(verification)).map(({ type }) => type)).toEqual(['verification-started', 'verification-cancelled']);
    expect(await bench.live(verification)).toEqual([]);
    expect(await bench.command('cancel-verification', { verification })).toMatchObject({ status: 'accepted', version: 2 });
    // The next one does not wait for it.
    expect((await bench.ended(await verify('small'))).at(-1)!.type).toBe('data-contract-met');
  });

  it('does not begin when it was called off before its turn', async () => {
    const [first, second] = [await verify('large'), await verify('small')];
    await bench.done('cancel-verification', { verification: second });
    await bench.done('cancel-verification', { verification: first });
    await bench.workEnded();
    for (const stream of [first, second]) expect((await bench.published(stream)).map(({ type }) => type)).toEqual(['verification-started', 'verification-cancelled']);
  });

  it('is tried again when its data process is killed', async () => {
    const verification = await verify('small');
    const [pid] = await eventually(() => dataProcesses(), (pids) => pids.length > 0);
    kill(pid!);
    expect((await bench.ended(verification)).map(({ type }) => type)).toEqual(['verification-started', 'verification-completed', 'data-contract-met']);
    expect(retries(bench, verification)).toMatchObject([{ fields: { attempt: 1 } }]);
  });

  it('fails when every try is killed', async () => {
    const verification = await verify('small');
    const events = await eventually(async () => {
      for (const pid of await dataProcesses()) kill(pid);
      return bench.published(verification);
    }, (found) => found.length > 1);
    expect(events.slice(1)).toMatchObject([{ type: 'verification-failed', data: { reason: expect.stringMatching(/^crashed: /) } }]);
    expect(retries(bench, verification).map(({ fields }) => fields['attempt'])).toEqual([1, 2]);
  });
});

describe('the limits of a verification', () => {
  it.each([
    ['time', { seconds: 0.001 }, /^time-limit: /], ['memory', { memoryMb: 1 }, /^memory-limit: /],
  ] as const)('end it at once, without another try: %s', async (_, given, reason) => {
    const bench = await openDataQualityBench(given);
    try {
      const dataset = await bench.done('register-dataset', { name: 'delays', description: 'Delays of flights.' });
      await bench.done('publish-data-contract', { dataset, document: delaysContract() });
      const file = await bench.parquet('some', `SELECT chr(65 + (range % 26)::INTEGER) || 'FK' AS origin, range AS delay FROM range(300000)`);
      await bench.done('record-dataset-version', { dataset, version: '1', ...file, mediaType: 'application/vnd.apache.parquet' });
      const verification = await bench.done('start-verification', { dataset, version: '1' });
      expect((await bench.ended(verification))[1]).toMatchObject({ type: 'verification-failed', data: { reason: expect.stringMatching(reason) } });
      expect(retries(bench, verification)).toEqual([]);
    } finally {
      await bench.close();
    }
  });
});
