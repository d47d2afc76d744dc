import { defineEvent, when } from '@throughline/kernel';
import { eventually } from '@throughline/testing';
import { type LogTransport, toIntegrationEvent } from '@throughline/transport';
import { Consumer } from '../consumer.ts';
import { upcast } from '../event-reader.ts';
import type { ReadModel } from '../read-model.ts';
import { ConsumerBench, tallyModel, trailModel } from '../../test/consumer-bench.ts';
import { counted, tally, TALLIES } from '../../test/fake-owner.ts';
import { because, operator, ParkedBench } from '../../test/parked-bench.ts';

const countedV2 = defineEvent<{ amount: number }>({ ...counted, version: 2, schema: { type: 'object', required: ['amount'], properties: { amount: { type: 'integer' } } }, example: { amount: 1 } });

/** What the next release makes of the tallies: it knows version 2 and lifts version 1. */
const newerModel: ReadModel = {
  name: 'tally', version: 1, tables: ['tally'],
  on: [when(countedV2, async ({ stream, workspace, data: { amount } }, tx) => {
    await tx.query(`insert into ctx.tally values ($1, $2, $3, 1) on conflict (stream_id) do update set total = tally.total + excluded.total, events = tally.events + 1`, [stream, workspace, amount]);
  })],
};

const bound = <T extends object>(target: T, name: string | symbol): unknown => {
  const value: unknown = Reflect.get(target, name, target);
  return typeof value === 'function' ? value.bind(target) as unknown : value;
};

describe('what is looked after by itself', () => {
  let bench: ConsumerBench;
  const benches: ParkedBench[] = [];
  const totals = async (): Promise<Record<string, number[]>> =>
    Object.fromEntries((await bench.rows<{ stream_id: string; total: number; events: number }>('select * from ctx.tally')).map((r) => [r.stream_id, [r.total, r.events]]));

  const started = async (consumer: Consumer): Promise<ParkedBench> => {
    const parked = new ParkedBench(bench, [consumer]);
    benches.push(parked);
    await parked.group.start();
    return parked;
  };
  const older = () => new Consumer({ ...bench.environment(), name: 'reader', readModels: [tallyModel(), trailModel] });
  const newer = () => new Consumer({ ...bench.environment(), name: 'reader', readModels: [newerModel, trailModel], upcasts: [upcast(counted, ({ n }) => ({ amount: n }))] });

  beforeEach(async () => { bench = await ConsumerBench.open({ redeliver: 0.3 }); });
  afterEach(async () => {
    for (const { group, watch } of benches.splice(0)) {
      await watch.stop();
      await group.stop();
    }
    await bench.close();
  });

  it('a stream of a newer schema version waits for one projection alone, and goes on once its reader starts', async () => {
    const old = await started(older());
    for (const name of ['a', 'b']) await bench.owner.say(tally(name), { data: { n: 1 } });
    for (let i = 0; i < 12; i++) await bench.owner.say(tally(`new-${i}`), { data: { amount: 10, n: 1 }, schemaVersion: 2 });
    await bench.owner.say(tally('a'), { data: { amount: 5, n: 1 }, schemaVersion: 2 });
    await bench.owner.say(tally('a'), { data: { n: 7 } });
    await bench.owner.say(tally('b'), { data: { n: 2 } });
    await eventually(totals, (t) => t[tally('b')]?.[0] === 3);
    expect(await totals()).toEqual({ [tally('a')]: [1, 1], [tally('b')]: [3, 2] });
    expect((await old.listed()).filter(({ stream, projection }) => stream === tally('a') && projection === 'tally')).toMatchObject([{ version: 2, events: 2, waitsFor: 'newer-reader' }]);
    await old.watch.look();
    expect(await old.letters()).toEqual([]);
    expect(old.group.statuses()['reader']).toMatchObject({ state: 'running' });
    expect((await old.listed()).length).toBe(26);

    // A rolling upgrade: the new one starts beside the old, which still reads what it is assigned.
    const consumer = newer();
    const now = await started(consumer);
    now.watch.start();
    await bench.owner.say(tally('a'), { data: { amount: 100, n: 1 }, schemaVersion: 2 });
    await eventually(totals, (t) => t[tally('a')]?.[0] === 113 && Object.keys(t).length === 14);
    await old.group.stop();
    const live = await totals();
    expect(live).toEqual({ ...Object.fromEntries(Array.from({ length: 12 }, (_, i) => [tally(`new-${i}`), [10, 1]])), [tally('a')]: [113, 4], [tally('b')]: [3, 2] });
    const { before, after, parked } = await consumer.rebuild('tally');
    expect([after, parked, await totals()]).toEqual([before, 0, live]);
    expect((await now.acts({ consumer: 'reader', projection: 'tally', stream: tally('a') }))[0]).toMatchObject({ act: 'ParkedStreamReplayed', actor: 'policy:ctx/release-what-waits' });
  });

  it('what a crash left behind a discarded event is released', async () => {
    const parked = await started(older());
    for (const n of [13, 2, 3]) await bench.owner.say(tally('bad'), { data: { n } });
    await eventually(() => parked.listed(), ([p]) => p?.events === 3);
    await bench.rows('delete from ctx.parked_event where published_version = 1');
    expect(await parked.listed()).toMatchObject([{ version: 2, waitsFor: 'release' }]);
    await parked.watch.look();
    expect([await totals(), await parked.listed()]).toEqual([{ [tally('bad')]: [5, 2] }, []]);
  });

  it('a stream that waits for a dependency keeps no other from being released', async () => {
    const [first, second] = ['one', 'two'].toSorted((a, b) => (tally(a) < tally(b) ? -1 : 1)) as [string, string];
    const busy = tallyModel((n) => { if (n === 99) throw Object.assign(new Error('the dependency is away'), { name: 'TimeoutError' }); return n === 13; });
    const parked = await started(new Consumer({ ...bench.environment(), name: 'reader', readModels: [busy] }));
    for (const [name, n] of [[first, 13], [first, 99], [second, 13], [second, 2]] as const) await bench.owner.say(tally(name), { data: { n } });
    await eventually(() => parked.listed(), (p) => p.length === 2 && p.every(({ events }) => events === 2));
    await bench.rows('delete from ctx.parked_event where published_version = 1');
    await parked.watch.look();
    expect([await totals(), (await parked.listed()).map(({ stream }) => stream)]).toEqual([{ [tally(second)]: [2, 1] }, [tally(first)]]);
  });

  it('a failed event is told to other teams, once, as it came; what waits behind it is not', async () => {
    const parked = await started(older());
    for (const n of [5, 13, 2]) await bench.owner.say(tally('bad'), { data: { n } });
    await eventually(() => parked.listed(), ([p]) => p?.events === 2);
    await Promise.all([parked.watch.look(), parked.watch.look()]);
    await parked.watch.look();
    const [letter, ...more] = await parked.letters();
    expect([letter, more]).toMatchObject([{ key: tally('bad'), value: '{"n":13}', headers: {
      ce_sequence: '00000000000000000002', dlq_owner: 'training', dlq_consumer: 'reader', dlq_projection: 'tally', dlq_error: 'cannot count 13', dlq_tries: '6', dlq_parkedat: expect.any(String),
    } }, []]);
    expect(toIntegrationEvent({ topic: TALLIES, partition: 0, ...letter! })).toMatchObject({ stream: tally('bad'), version: 2, data: { n: 13 } });
    const target = { consumer: 'reader', projection: 'tally', stream: tally('bad') };
    expect((await parked.desk.show(operator(), target))?.waiting).toMatchObject([{ deadLetteredAt: expect.any(String) }, { deadLetteredAt: null }]);
    await parked.desk.replay(operator(), { ...target, ...because('try') });
    await parked.watch.look();
    expect(await parked.letters()).toHaveLength(1);
  });

  it('dead letters wait for a log that does not take them', async () => {
    const parked = await started(older());
    await bench.owner.say(tally('bad'), { data: { n: 13 } });
    await eventually(() => parked.listed(), ([p]) => p?.events === 1);
    await bench.rows(`delete from bus.partition where topic = '${TALLIES}.dlq'`);
    await parked.watch.look();
    expect([await parked.letters(), bench.logged.at(-1)]).toMatchObject([[], { level: 'warn', message: expect.stringContaining('next time again') }]);
    await bench.log.ensureTopics([TALLIES]);
    await parked.watch.look();
    expect(await parked.letters()).toHaveLength(1);
  });

  it('a producer that failed is closed, so that a log which is back does not count as away', async () => {
    let isAway = true;
    let open = 0;
    const log = new Proxy<LogTransport>(bench.log, { get: (target, name) => {
      if (name !== 'producer') return bound(target, name);
      return async (context: string) => {
        open++;
        const producer = await target.producer(context);
        return new Proxy(producer, { get: (of, member) => {
          if (member === 'send' && isAway) return () => Promise.reject(new Error('no broker answers'));
          return member === 'close' ? () => { open--; return of.close(); } : bound(of, member);
        } });
      };
    } });
    const consumer = older();
    const parked = new ParkedBench(bench, [consumer], log);
    benches.push(parked);
    await parked.group.start();
    await bench.owner.say(tally('bad'), { data: { n: 13 } });
    await eventually(() => parked.listed(), ([p]) => p?.events === 1);
    await parked.watch.look();
    expect([await parked.letters(), open]).toEqual([[], 0]);
    isAway = false;
    await parked.watch.look();
    expect([(await parked.letters()).length, open]).toEqual([1, 1]);
  });

  it('how much waits, and since when, is measured for each consumer', async () => {
    const parked = await started(older());
    await parked.watch.look();
    expect(parked.gauges.get('reader')).toEqual({ streams: 0, oldest: 0 });
    for (const name of ['bad', 'worse']) await bench.owner.say(tally(name), { data: { n: 13 } });
    await eventually(() => parked.listed(), (p) => p.length === 2);
    await bench.rows(`update ctx.parked_event set parked_at = now() - interval '1 hour' where stream_id = $1`, tally('bad'));
    await parked.watch.look();
    expect(parked.gauges.get('reader')).toMatchObject({ streams: 2 });
    expect(parked.gauges.get('reader')!.oldest).toBeGreaterThanOrEqual(3_600);
  });
});
