import type pg from 'pg';
import { eventually } from '@throughline/testing';
import type { LogTransport } from '@throughline/transport';
import { Consumer } from './consumer.ts';
import { PolicyRunner } from './policy-runner.ts';
import { ConsumerBench, tallyModel, trailModel } from '../test/consumer-bench.ts';
import { counting, EffectRunner, effectsSql } from '../test/effects.ts';
import { counted, FakeOwner, tally, TALLIES } from '../test/fake-owner.ts';
import { deleteBefore, LOGS, type LogUnderTest } from '../test/logs-under-test.ts';
import { MemoryLog } from '../test/memory-log.ts';

const PARTITIONS = 12;
const streams = Array.from({ length: 60 }, (_, i) => tally(`p-${i}`));

/** Where each test begins: an empty log. */
const open = { memory: async (): Promise<LogUnderTest> => {
  const log = new MemoryLog(PARTITIONS);
  await log.ensureTopics([TALLIES]);
  return { log, brokers: [], close: () => log.close() };
}, kafka: (pools: { readonly reader: pg.Pool; readonly writer: pg.Pool }) => LOGS.kafka(pools, [counted]) };

describe.each(['memory', 'kafka'] as const)('a consumer of a topic of twelve partitions in %s', (kind) => {
  let bench: ConsumerBench;
  let under: LogUnderTest;
  let log: LogTransport;
  let owner: FakeOwner;
  const stops: (() => Promise<void>)[] = [];

  beforeEach(async () => {
    bench = await ConsumerBench.open();
    await bench.pool.query(effectsSql);
    under = await open[kind]({ reader: bench.pool, writer: bench.control });
    log = countingEnds(under.log);
    owner = new FakeOwner(log, PARTITIONS);
  });
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop();
    await under.close();
    await bench.close();
  });

  let asked = 0;
  const countingEnds = (wrapped: LogTransport): LogTransport => new Proxy(wrapped, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name, target);
      if (name === 'endOffsets') asked++;
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  const reader = async (): Promise<Consumer> => {
    const consumer = new Consumer({ ...bench.environment(log, owner), name: 'reader', readModels: [tallyModel(), trailModel] });
    stops.push(() => consumer.stop());
    await consumer.start();
    return consumer;
  };
  const shown = async (): Promise<number> => (await bench.rows<{ n: number }>('select count(*)::int as n from ctx.trail'))[0]!.n;
  const inOrder = async (rounds: number): Promise<void> => {
    expect(await bench.rows(`select distinct array_agg(version order by n) as versions from ctx.trail group by stream_id`))
      .toEqual([{ versions: Array.from({ length: rounds }, (_, i) => i + 1) }]);
  };

  it('works on many partitions at once, and keeps the order of each stream', async () => {
    const consumer = await reader();
    for (let round = 1; round <= 10; round++) await owner.sayAll(streams, { data: { n: 1 } });
    await eventually(shown, (n) => n >= 600);
    await inOrder(10);
    if (under.log instanceof MemoryLog) expect(under.log.atOnce).toBeGreaterThan(1);
    expect((await consumer.offsets(TALLIES)).reduce((a, b) => a + b, 0)).toBe(600);
  });

  it('rebuilds, repairs and shares with a second runner while events arrive, without a deadlock, and shows each event once', async () => {
    const consumer = await reader();
    let second: Consumer | undefined;
    for (let round = 1; round <= 12; round++) {
      const saying = owner.sayAll(streams, { data: { n: 1 } });
      await Promise.all([consumer.rebuild('tally'), consumer.repairHeads(), second?.rebuild('tally'), second?.repairHeads()]);
      await saying;
      if (round === 4) second = await reader();
    }
    await eventually(shown, (n) => n >= 720);
    await inOrder(12);
    expect(await bench.rows('select distinct total, events from ctx.tally')).toEqual([{ total: 12, events: 12 }]);
    expect(bench.logged.filter((l) => l.level === 'error')).toEqual([]);
    expect(bench.logged.filter((l) => JSON.stringify(l.fields).includes('deadlock'))).toEqual([]);
    await eventually(() => [consumer.status().state, second!.status().state], (states) => states.every((s) => s === 'running'));
  });

  it('repairs a lost middle and a lost end in whichever partition they lie', async () => {
    const consumer = await reader();
    await owner.sayAll(streams);
    for (const stream of streams.slice(0, 20)) await owner.say(stream, { lost: true });
    await owner.sayAll(streams.slice(0, 10));
    await eventually(shown, (n) => n >= 80);
    expect(await consumer.repairHeads()).toBe(10);
    expect(await shown()).toBe(90);
    expect(bench.counts.get('reader gap')).toBe(10);
    expect(bench.counts.get('reader repaired')).toBe(10);
  });

  it('finds lost ends although whole partitions were lost with them', async () => {
    const consumer = await reader();
    await owner.sayAll(streams);
    await eventually(shown, (n) => n >= 60);
    await consumer.stop();
    await owner.sayAll(streams);
    const ends = await log.endOffsets(TALLIES);
    if (under.log instanceof MemoryLog) under.log.deleteBefore(TALLIES, ends);
    else await deleteBefore(under.brokers, TALLIES, ends);
    await consumer.start();
    expect(await consumer.repairHeads()).toBe(60);
    await inOrder(2);
  });

  it('that starts now begins at the end of each partition, asks for the ends once, and never again', async () => {
    await owner.sayAll(streams);
    const commands = new EffectRunner();
    const policy = async (): Promise<PolicyRunner> => {
      const runner = new PolicyRunner({ ...bench.environment(log, owner), context: 'registry', policy: counting('now'), commands });
      stops.push(() => runner.stop());
      await runner.start();
      return runner;
    };
    asked = 0;
    const first = await policy();
    await eventually(() => bench.rows('select 1 from ctx.consumer_partition'), (rows) => rows.length === PARTITIONS);
    expect(asked).toBe(1);
    await owner.sayAll(streams);
    await eventually(() => bench.rows('select 1 from ctx.effect'), (rows) => rows.length >= 60);
    await first.stop();
    await owner.sayAll(streams);
    asked = 0;
    await policy();
    await eventually(() => bench.rows('select 1 from ctx.effect'), (rows) => rows.length >= 120);
    expect(asked).toBe(0);
    expect(await bench.rows(`select distinct split_part(stream, ' ', 2) as version, count(*)::int from ctx.effect group by 1 order by 1`))
      .toEqual([{ version: '2', count: 60 }, { version: '3', count: 60 }]);
  });
});
