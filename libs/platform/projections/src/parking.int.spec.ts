import { defineEvent, when } from '@throughline/kernel';
import { eventually } from '@throughline/testing';
import { Consumer } from './consumer.ts';
import { ConsumerGroup } from './consumer-group.ts';
import { upcast } from './event-reader.ts';
import { listParked } from '../test/list-parked.ts';
import type { ReadModel } from './read-model.ts';
import { ConsumerBench, tallyModel, trailModel } from '../test/consumer-bench.ts';
import { cleared, counted, tally, TALLIES } from '../test/fake-owner.ts';

describe('an event that cannot be applied', () => {
  let bench: ConsumerBench;
  let consumer: Consumer;

  const start = async (models: readonly ReadModel[]): Promise<void> => {
    consumer = new Consumer({ ...bench.environment(), name: 'reader', readModels: models });
    await consumer.start();
  };
  const trailed = async (): Promise<number> => (await bench.rows<{ n: number }>('select count(*)::int as n from ctx.trail'))[0]!.n;
  const totals = async (): Promise<Record<string, number>> =>
    Object.fromEntries((await bench.rows<{ stream_id: string; total: number }>('select stream_id, total from ctx.tally')).map((r) => [r.stream_id, r.total]));

  beforeEach(async () => { bench = await ConsumerBench.open({ redeliver: 0.3 }); });
  afterEach(async () => {
    await consumer.stop();
    await bench.close();
  });

  it('parks its stream for one read model in order, while twenty others and the other read model go on', async () => {
    await start([tallyModel(), trailModel]);
    const good = Array.from({ length: 20 }, (_, i) => tally(`good-${i}`));
    await bench.owner.say(tally('bad'), { data: { n: 5 } });
    await bench.owner.say(tally('bad'), { data: { n: 13 } });
    await bench.owner.sayAll(good, { data: { n: 1 } });
    await bench.owner.say(tally('bad'), { data: { n: 7 } });
    await bench.owner.say(tally('bad'), { type: cleared.type, data: { n: 0 } });
    await bench.owner.sayAll(good, { data: { n: 2 } });
    await eventually(trailed, (n) => n >= 44);
    expect(await trailed()).toBe(44);
    expect(await totals()).toEqual({ ...Object.fromEntries(good.map((s) => [s, 3])), [tally('bad')]: 5 });
    expect(await listParked(bench.control, 'ctx')).toEqual([
      { consumer: 'reader', projection: 'tally', stream: tally('bad'), version: 2, events: 3, error: 'cannot count 13', tries: 6, parkedAt: expect.any(String) },
    ]);
    expect(bench.logged.filter((l) => l.level === 'error')).toHaveLength(1);
    expect(consumer.status().state).toBe('running');
  });

  it('does not drag along one that only waits for a dependency', async () => {
    let away = 2;
    await bench.owner.sayAll([tally('bad')], { data: { n: 13 } });
    await bench.owner.sayAll([tally('waits')], { data: { n: 14 } });
    await start([{ ...trailModel, on: [when(counted, async ({ stream, version, workspace, data: { n } }, tx) => {
      await tx.query('insert into ctx.trail(stream_id, version, workspace) values ($1, $2, $3)', [stream, version, workspace]);
      if (n === 13) throw new Error('cannot');
      if (n === 14 && away-- > 0) throw Object.assign(new Error('too many connections'), { code: '53300' });
    })] }]);
    await eventually(trailed, (n) => n === 1);
    expect(away).toBeLessThan(0);
    expect((await listParked(bench.control, 'ctx')).map((p) => p.stream)).toEqual([tally('bad')]);
  });

  it('stops the consumer when a whole kind fails: that is code, not data', async () => {
    await start([tallyModel(() => true), trailModel]);
    for (let i = 0; i < 30; i++) await bench.owner.say(tally(`s-${i}`), { data: { n: 1 } });
    await eventually(() => consumer.status(), ({ state }) => state === 'stopped');
    const parked = await listParked(bench.control, 'ctx');
    expect(parked.length).toBeGreaterThan(10);
    expect(consumer.status().reason).toContain('more than 1 %');
    expect(await trailed()).toBe(parked.length);
  });

  it('stays stopped over a restart while more than a hundred streams are parked', async () => {
    await start([tallyModel(), trailModel]);
    await consumer.stop();
    await bench.pool.query(`insert into ctx.parked_event select 'reader', 'tally', 's-' || i, 1, '{}', 'bad', 6, true from generate_series(1, 101) i`);
    await start([tallyModel(), trailModel]);
    expect(consumer.status()).toMatchObject({ state: 'stopped', reason: '101 streams are parked, more than 100' });
  });

  it('parks what breaks its contract, and takes fields that the contract does not name', async () => {
    await start([tallyModel(), trailModel]);
    await bench.owner.say(tally('open'), { data: { n: 1, later: 'addition' } });
    await bench.owner.say(tally('broken'), { data: { n: 'one' } });
    await eventually(() => listParked(bench.control, 'ctx'), (p) => p.length === 2);
    expect((await listParked(bench.control, 'ctx')).map((p) => [p.projection, p.stream, p.error]).sort()).toEqual([
      ['tally', tally('broken'), 'tally-counted:1 breaks its contract: n must be integer'],
      ['trail', tally('broken'), 'tally-counted:1 breaks its contract: n must be integer'],
    ]);
    expect(await totals()).toEqual({ [tally('open')]: 1 });
  });

  it('waits for its reader when its schema version is newer, without weighing on the cap', async () => {
    await start([tallyModel()]);
    for (let i = 0; i < 20; i++) await bench.owner.say(tally(`new-${i}`), { schemaVersion: 2 });
    await bench.owner.say(tally('old'), { data: { n: 3 } });
    await eventually(totals, (t) => t[tally('old')] === 3);
    expect(await listParked(bench.control, 'ctx')).toHaveLength(20);
    expect(consumer.status().state).toBe('running');
  });

  it('is lifted to the newest schema version first', async () => {
    const countedV2 = defineEvent<{ amount: number }>({ ...counted, version: 2, schema: { type: 'object', required: ['amount'], properties: { amount: { type: 'integer' } } }, example: { amount: 1 } });
    const seen: unknown[] = [];
    consumer = new Consumer({
      ...bench.environment(), name: 'reader', upcasts: [upcast(counted, ({ n }) => ({ amount: n }))],
      readModels: [{ name: 'amounts', version: 1, tables: [], on: [when(countedV2, async ({ data, schemaVersion }) => { seen.push({ ...data, schemaVersion }); })] }],
    });
    await consumer.start();
    await bench.owner.say(tally('a'), { data: { n: 3 } });
    await bench.owner.say(tally('a'), { data: { amount: 4 }, schemaVersion: 2 });
    await eventually(() => seen.length, (n) => n >= 2);
    expect(seen).toEqual([{ amount: 3, schemaVersion: 2 }, { amount: 4, schemaVersion: 2 }]);
  });

  it('keeps a message with a broken envelope, and fetches the event from its owner', async () => {
    await start([trailModel]);
    const record = await bench.owner.say(tally('a'), { lost: true });
    await bench.owner.send({ ...record, headers: { ...record.headers, ce_sequence: 'first' } });
    await bench.owner.say(tally('a'));
    await eventually(trailed, (n) => n === 2);
    expect(await listParked(bench.control, 'ctx')).toMatchObject([{ projection: '(envelope)', stream: `${TALLIES}/0 ${tally('a')}`, version: 0, error: expect.stringContaining('ce_sequence') }]);
  });

  it('keeps strangers of any key, and goes on', async () => {
    await start([trailModel]);
    const record = await bench.owner.say(tally('a'));
    const headers = { 'content-type': 'text/plain' };
    await bench.owner.send({ ...record, headers, key: '' });
    await bench.owner.send({ ...record, headers, key: 'k'.repeat(1_000) });
    await bench.owner.say(tally('a'));
    await eventually(trailed, (n) => n === 2);
    expect((await listParked(bench.control, 'ctx')).map(({ stream }) => stream.length)).toEqual([`${TALLIES}/0 `.length, `${TALLIES}/0 `.length + 150]);
  });

  it('answers those who wait for its stream that it is parked, and others as it is', async () => {
    await start([tallyModel(), trailModel]);
    const group = new ConsumerGroup(bench.pool, 'ctx');
    group.add(consumer);
    await bench.owner.sayAll([tally('bad'), tally('good')], { data: { n: 13 } });
    expect(await group.waitFor({ [tally('bad')]: 1 }, 20_000)).toBe('parked');
    expect(await group.waitFor({ [tally('bad')]: 1 }, 20_000, ['trail'])).toBe('ok');
    expect(await group.waitFor({ [tally('good')]: 2 }, 20_000)).toBe('parked');
  });
});
