import { eventually } from '@throughline/testing';
import { type LogTransport, RetryLater } from '@throughline/transport';
import { Consumer } from './consumer.ts';
import { listParked } from '../test/list-parked.ts';
import type { ReadModel } from './read-model.ts';
import { ConsumerBench, tallyModel, trailModel } from '../test/consumer-bench.ts';
import { tally } from '../test/fake-owner.ts';

describe('a rebuild', () => {
  let bench: ConsumerBench;
  let consumer: Consumer;
  const streams = Array.from({ length: 30 }, (_, i) => tally(`s-${i}`));

  const start = async (models: readonly ReadModel[]): Promise<void> => {
    consumer = new Consumer({ ...bench.environment(), name: 'reader', readModels: models });
    await consumer.start();
  };
  const events = async (): Promise<number> => (await bench.rows<{ n: number }>('select coalesce(sum(events), 0)::int as n from ctx.tally'))[0]!.n;

  beforeEach(async () => { bench = await ConsumerBench.open({ redeliver: 0.3 }); });
  afterEach(async () => {
    await consumer.stop();
    await bench.close();
  });

  it('of the same version comes to the same rows, parked streams included', async () => {
    await start([tallyModel()]);
    for (const n of [1, 2, 3]) await bench.owner.sayAll(streams, { data: { n } });
    await bench.owner.say(tally('bad'), { data: { n: 13 } });
    await bench.owner.say(tally('bad'), { data: { n: 1 } });
    await eventually(() => listParked(bench.control, 'ctx'), ([p]) => p?.events === 2);
    const report = await consumer.rebuild('tally');
    expect(report).toMatchObject({ readModel: 'tally', version: 1, events: 90, parked: 2, after: report.before });
    expect(await listParked(bench.control, 'ctx')).toMatchObject([{ stream: tally('bad'), version: 1, events: 2, error: 'cannot count 13' }]);
  });

  it('while events arrive takes each once', async () => {
    await start([tallyModel()]);
    for (let round = 1; round <= 10; round++) {
      const saying = bench.owner.sayAll(streams, { data: { n: 1 } });
      await consumer.rebuild('tally');
      await saying;
    }
    await eventually(events, (n) => n >= 300);
    expect(await bench.rows('select distinct total, events from ctx.tally')).toEqual([{ total: 10, events: 10 }]);
  });

  it('goes no further than the consumer, which applies the rest itself', async () => {
    await start([tallyModel()]);
    await bench.owner.sayAll(streams, { data: { n: 1 } });
    await eventually(events, (n) => n === 30);
    for (const stream of streams) await bench.owner.say(stream, { data: { n: 1 }, lost: true });
    expect(await consumer.rebuild('tally')).toMatchObject({ events: 30 });
    expect(await consumer.repairHeads()).toBe(30);
    expect(await bench.rows('select distinct total, events from ctx.tally')).toEqual([{ total: 2, events: 2 }]);
  });

  it('repairs rows that somebody changed, and says that they differed', async () => {
    await start([tallyModel()]);
    await bench.owner.sayAll(streams, { data: { n: 4 } });
    await eventually(events, (n) => n === 30);
    await bench.pool.query('update ctx.tally set total = 99 where stream_id = $1', [streams[0]]);
    const report = await consumer.rebuild('tally');
    expect(report.after).not.toBe(report.before);
    expect(await bench.rows('select distinct total from ctx.tally')).toEqual([{ total: 4 }]);
  });

  it('happens by itself for a read model that joins later and for one of a new version', async () => {
    await start([trailModel]);
    await bench.owner.sayAll([...streams, tally('bad')], { data: { n: 13 } });
    await eventually(() => bench.rows('select 1 from ctx.trail'), (rows) => rows.length === 31);
    await consumer.stop();
    await start([trailModel, { ...tallyModel(() => false), version: 2 }]);
    expect(await events()).toBe(31);
    expect(await bench.rows('select 1 from ctx.trail')).toHaveLength(31);
  });

  it('makes batches wait on purpose, so that nobody takes them for stuck, and goes on with them afterwards', async () => {
    await bench.close();
    // Without redelivery no batch is in hand once all events are applied: one in hand would wait for the lock, and no other would come.
    bench = await ConsumerBench.open();
    const waits: string[] = [];
    const { log } = bench;
    const watched: LogTransport = {
      kind: log.kind, ensureTopics: (topics) => log.ensureTopics(topics), partitionsOf: (topic) => log.partitionsOf(topic), endOffsets: (topic) => log.endOffsets(topic),
      lastRecords: (topic) => log.lastRecords(topic), unreachableSince: () => log.unreachableSince(), producer: (context) => log.producer(context), close: () => log.close(),
      subscribe: ({ handlers, ...rest }) => log.subscribe({ ...rest, handlers: { ...handlers, batch: (partition, records) => handlers.batch(partition, records).catch((error: unknown) => {
        if (error instanceof RetryLater) waits.push((error.cause as Error).message);
        throw error;
      }) } }),
    };
    consumer = new Consumer({ ...bench.environment(watched), name: 'reader', readModels: [trailModel, tallyModel(() => false)] });
    await consumer.start();
    await bench.owner.sayAll(streams);
    await eventually(events, (n) => n === 30);
    const blocker = await bench.control.connect();
    await blocker.query('begin; select 1 from ctx.consumer_partition for update');
    const rebuilding = consumer.rebuildAll();
    try {
      await bench.owner.say(streams[0]!);
      await eventually(() => waits.includes('reader rebuilds its read models'));
    } finally {
      await blocker.query('commit');
      blocker.release();
    }
    expect((await rebuilding).map(({ readModel }) => readModel)).toEqual(['trail', 'tally']);
    await eventually(events, (n) => n === 31);
  });

  it('of what is not there is refused', async () => {
    await start([trailModel]);
    await expect(consumer.rebuild('tally')).rejects.toThrow('reader has no read model tally; it has trail');
  });
});
