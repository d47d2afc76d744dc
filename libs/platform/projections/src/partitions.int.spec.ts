import { eventually } from '@throughline/testing';
import { Consumer } from './consumer.ts';
import { PolicyRunner } from './policy-runner.ts';
import { ConsumerBench, tallyModel, trailModel } from '../test/consumer-bench.ts';
import { counting, EffectRunner, effectsSql } from '../test/effects.ts';
import { FakeOwner, tally, TALLIES } from '../test/fake-owner.ts';
import { MemoryLog } from '../test/memory-log.ts';

const PARTITIONS = 12;
const streams = Array.from({ length: 60 }, (_, i) => tally(`p-${i}`));

describe('a consumer of a topic of twelve partitions', () => {
  let bench: ConsumerBench;
  let log: MemoryLog;
  let owner: FakeOwner;
  const stops: (() => Promise<void>)[] = [];

  beforeEach(async () => {
    bench = await ConsumerBench.open();
    await bench.pool.query(effectsSql);
    log = new MemoryLog(PARTITIONS);
    await log.ensureTopics([TALLIES]);
    owner = new FakeOwner(log, PARTITIONS);
  });
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop();
    await log.close();
    await bench.close();
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
    expect(log.atOnce).toBeGreaterThan(1);
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
    log.deleteBefore(TALLIES, await log.endOffsets(TALLIES));
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
    const first = await policy();
    await eventually(() => bench.rows('select 1 from ctx.consumer_partition'), (rows) => rows.length === PARTITIONS);
    expect(log.asked).toBe(1);
    await owner.sayAll(streams);
    await eventually(() => bench.rows('select 1 from ctx.effect'), (rows) => rows.length >= 60);
    await first.stop();
    await owner.sayAll(streams);
    log.asked = 0;
    await policy();
    await eventually(() => bench.rows('select 1 from ctx.effect'), (rows) => rows.length >= 120);
    expect(log.asked).toBe(0);
    expect(await bench.rows(`select distinct split_part(stream, ' ', 2) as version, count(*)::int from ctx.effect group by 1 order by 1`))
      .toEqual([{ version: '2', count: 60 }, { version: '3', count: 60 }]);
  });
});
