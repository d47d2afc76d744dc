import { defineEvent, when } from '@throughline/kernel';
import { eventually } from '@throughline/testing';
import { deadLetterTopic, type LogSubscription, type LogTransport, type StoredRecord, toIntegrationEvent } from '@throughline/transport';
import { Consumer } from '../consumer.ts';
import type { EventConsumer } from '../event-consumer.ts';
import { upcast } from '../event-reader.ts';
import { PolicyRunner } from '../policy-runner.ts';
import type { ReadModel } from '../read-model.ts';
import { tallyModel, trailModel } from '../../test/consumer-bench.ts';
import { counting, EffectRunner, effectsSql } from '../../test/effects.ts';
import { counted, tally, TALLIES } from '../../test/fake-owner.ts';
import { because, operator, ParkedBench } from '../../test/parked-bench.ts';
import { direct, Pipeline } from '../../test/pipeline.ts';

const KINDS: readonly LogTransport['kind'][] = ['postgres', 'kafka'];
const countedV2 = defineEvent<{ amount: number }>({ ...counted, version: 2, schema: { type: 'object', required: ['amount'], properties: { amount: { type: 'integer' } } }, example: { amount: 1 } });
const newerModel: ReadModel = {
  name: 'tally', version: 1, tables: ['tally'],
  on: [when(countedV2, async ({ stream, workspace, data: { amount } }, tx) => {
    await tx.query(`insert into ctx.tally values ($1, $2, $3, 1) on conflict (stream_id) do update set total = tally.total + excluded.total, events = tally.events + 1`, [stream, workspace, amount]);
  })],
};

describe.each(KINDS)('parked events over %s', (kind) => {
  let pipeline: Pipeline;
  const benches: ParkedBench[] = [];
  let others: LogSubscription | undefined;
  const say = (name: string, ...numbers: readonly unknown[]) => pipeline.append(tally(name), ...numbers.map((n) => direct(counted, { n })));
  const sayV2 = (name: string, amount: number) => pipeline.append(tally(name), direct(countedV2, { amount }));
  const totals = async (): Promise<Record<string, number[]>> =>
    Object.fromEntries((await pipeline.bench.rows<{ stream_id: string; total: number; events: number }>('select * from ctx.tally')).map((r) => [r.stream_id, [r.total, r.events]]));
  const started = async (...consumers: EventConsumer[]): Promise<ParkedBench> => {
    const parked = new ParkedBench(pipeline.bench, consumers, pipeline.log);
    benches.push(parked);
    await parked.group.start();
    parked.watch.start();
    return parked;
  };

  beforeEach(async () => { pipeline = await Pipeline.open(kind, [counted]); }, 180_000);
  afterEach(async () => {
    await others?.stop();
    others = undefined;
    for (const { group, watch } of benches.splice(0)) {
      await watch.stop();
      await group.stop();
    }
    await pipeline.close();
  }, 60_000);

  it('a fold, a schema and a policy that fail park that stream there alone; other teams are told, and it can be released', async () => {
    await pipeline.bench.pool.query(effectsSql);
    const runner = new EffectRunner();
    const accept = runner.answer;
    runner.answer = ({ body }) => ((body as { stream: string }).stream === `${tally('policy')} 2` ? new Error('no command for that') : accept({} as never));
    let fails = true;
    const consumer = new Consumer({ ...pipeline.environment, name: 'reader', readModels: [tallyModel((n) => fails && n === 13), trailModel] });
    const policy = new PolicyRunner({ ...pipeline.environment, context: 'training', policy: counting(), commands: runner });
    const parked = await started(consumer, policy);
    const letters: StoredRecord[] = [];
    others = await pipeline.log.subscribe({ group: 'another-team', topics: [deadLetterTopic(TALLIES)], maxBatch: 10, handlers: {
      assigned: async (partitions) => partitions.map(() => letters.length), batch: async (_, records) => { letters.push(...records.filter((r) => r.offset >= letters.length)); },
    } });

    await say('fold', 1, 13, 2);
    await say('policy', 1, 2, 3);
    await say('schema', 1, 'two', 3);
    for (let i = 0; i < 20; i++) await say(`good-${i}`, 1, 2);
    const done = async () => (await pipeline.bench.rows<{ n: number }>(`select count(*)::int as n from ctx.tally where stream_id <> all($1) and total = 3`, ['fold', 'policy', 'schema'].map(tally)))[0]!.n;
    await eventually(done, (n) => n === 20);
    const effects = async () => (await pipeline.bench.rows<{ stream: string }>('select stream from ctx.effect')).map((e) => e.stream).sort();
    await eventually(effects, (e) => e.length >= 45);
    const where = async () => (await parked.listed()).map(({ projection, stream, version, events }) => [projection, stream, version, events]).sort();
    expect(await eventually(where, (w) => w.length === 5)).toEqual([
      ['tally', tally('fold'), 2, 2], ['tally', tally('schema'), 2, 2], ['trail', tally('schema'), 2, 2],
      [policy.name, tally('policy'), 2, 2], [policy.name, tally('schema'), 2, 2],
    ].sort());
    expect([consumer.status().state, policy.status().state]).toEqual(['running', 'running']);

    const told = await eventually(() => letters.map((l) => [l.headers['dlq_projection']!, l.key, toIntegrationEvent({ ...l, topic: TALLIES }).version] as const), (l) => l.length === 5);
    expect([...told].sort()).toEqual((await where()).map(([projection, stream, version]) => [projection, stream, version]));

    fails = false;
    runner.answer = accept;
    const [fold, act] = [{ consumer: 'reader', projection: 'tally', stream: tally('fold') }, { consumer: policy.name, projection: policy.name, stream: tally('policy') }];
    expect(await parked.desk.replay(operator(), { ...fold, ...because('mended') })).toMatchObject({ report: { applied: { from: 2, to: 3 }, remaining: 0 } });
    expect(await parked.desk.replay(operator(), { ...act, ...because('mended') })).toMatchObject({ report: { applied: { from: 2, to: 3 }, remaining: 0 } });
    for (const { consumer: of, projection, stream, version } of await parked.listed()) {
      expect(await parked.desk.discard(operator(), { consumer: of, projection, stream, version, ...because('two is no number') })).toMatchObject({ report: { applied: { from: 3, to: 3 }, remaining: 0 } });
    }
    expect([await parked.listed(), (await totals())[tally('fold')], (await totals())[tally('schema')]]).toEqual([[], [16, 3], [4, 2]]);
    const all = await effects();
    expect(all).toEqual([...new Set(all)]);
    expect(all).toHaveLength(48);
    for (const model of ['tally', 'trail']) expect(await consumer.rebuild(model)).toMatchObject({ parked: 0 });
    const again = await consumer.rebuild('tally');
    expect(again.before).toBe(again.after);
  }, 120_000);

  it('a reader older than an event version waits, and the newer one that joins it goes on where it stood', async () => {
    const old = await started(new Consumer({ ...pipeline.environment, name: 'reader', readModels: [tallyModel()] }));
    await say('a', 1);
    await say('b', 1);
    for (let i = 0; i < 12; i++) await sayV2(`new-${i}`, 10);
    await sayV2('a', 5);
    await say('a', 7);
    await say('b', 2);
    await eventually(async () => (await old.listed()).map((p) => p.events).reduce((a, b) => a + b, 0), (n) => n === 14);
    await eventually(totals, (t) => t[tally('b')]?.[0] === 3);
    expect(await totals()).toEqual({ [tally('a')]: [1, 1], [tally('b')]: [3, 2] });
    expect(new Set((await old.listed()).map((p) => p.waitsFor))).toEqual(new Set(['newer-reader']));
    expect(old.group.statuses()['reader']).toMatchObject({ state: 'running' });

    const consumer = new Consumer({ ...pipeline.environment, name: 'reader', readModels: [newerModel], upcasts: [upcast(counted, ({ n }) => ({ amount: n }))] });
    const now = await started(consumer);
    // Either of the two may be the one that gets it.
    await sayV2('a', 100);
    await sayV2('c', 50);
    await eventually(totals, (t) => t[tally('a')]?.[0] === 113 && t[tally('c')]?.[0] === 50);
    await old.watch.stop();
    await old.group.stop();
    await say('c', 1);
    await eventually(totals, (t) => t[tally('c')]?.[0] === 51);
    const live = await totals();
    expect(live).toEqual({ ...Object.fromEntries(Array.from({ length: 12 }, (_, i) => [tally(`new-${i}`), [10, 1]])), [tally('a')]: [113, 4], [tally('b')]: [3, 2], [tally('c')]: [51, 2] });
    const { before, after, parked } = await consumer.rebuild('tally');
    expect([after, parked, await totals(), await now.listed()]).toEqual([before, 0, live, []]);
  }, 120_000);
});
