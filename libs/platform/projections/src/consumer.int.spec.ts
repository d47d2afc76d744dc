import { eventually } from '@throughline/testing';
import { Consumer } from './consumer.ts';
import type { Arrival } from './arrival.ts';
import { ConsumerBench, tallyModel, trailModel } from '../test/consumer-bench.ts';
import { tally } from '../test/fake-owner.ts';

describe('a consumer', () => {
  let bench: ConsumerBench;
  const trail = async (): Promise<string[]> => (await bench.rows<{ at: string }>(`select stream_id || ' ' || version as at from ctx.trail order by n`)).map((r) => r.at);

  beforeEach(async () => { bench = await ConsumerBench.open({ redeliver: 0.4 }); });
  afterEach(() => bench.close());

  it('shows each event once and in order of its stream, and hands each batch to onBatch in the same transaction, however often it is redelivered', async () => {
    const journal: Arrival[] = [];
    const consumer = new Consumer({ ...bench.environment(), name: 'reader', readModels: [tallyModel(), trailModel], onBatch: async (tx, arrivals) => {
      journal.push(...arrivals);
      await tx.query('select 1');
    } });
    await consumer.start();
    const said: string[] = [];
    for (let round = 1; round <= 12; round++) {
      await bench.owner.sayAll([tally('a'), tally('b')], { data: { n: 1 }, workspace: 'w' });
      said.push(`${tally('a')} ${round}`, `${tally('b')} ${round}`);
    }
    await eventually(trail, (t) => t.length >= said.length);
    await consumer.repairHeads();
    expect(await trail()).toEqual(said);
    expect(journal.map(({ event }) => `${event.stream} ${event.version}`)).toEqual(said);
    expect(await bench.rows('select total, events, workspace from ctx.tally')).toEqual([{ total: 12, events: 12, workspace: 'w' }, { total: 12, events: 12, workspace: 'w' }]);
    await consumer.stop();
  });

  it('goes on where the last committed batch ended', async () => {
    for (let run = 1; run <= 3; run++) {
      const consumer = new Consumer({ ...bench.environment(), name: 'reader', readModels: [trailModel] });
      await bench.owner.say(tally('a'));
      await consumer.start();
      await eventually(trail, (t) => t.length >= run);
      await consumer.stop();
    }
    expect(await trail()).toEqual([1, 2, 3].map((v) => `${tally('a')} ${v}`));
  });

  it('fetches what the log lost before it goes on', async () => {
    const consumer = new Consumer({ ...bench.environment(), name: 'reader', readModels: [trailModel] });
    await consumer.start();
    await bench.owner.say(tally('a'));
    for (let n = 0; n < 3; n++) await bench.owner.say(tally('a'), { lost: true });
    await bench.owner.sayAll([tally('b'), tally('a'), tally('b')]);
    await eventually(trail, (t) => t.length >= 7);
    expect((await trail()).filter((at) => at.startsWith(tally('a')))).toEqual([1, 2, 3, 4, 5].map((v) => `${tally('a')} ${v}`));
    expect(bench.counts.get('reader gap')).toBe(1);
    await consumer.stop();
  });

  it('ends its walk over the heads also where it was never given a partition', async () => {
    const consumer = new Consumer({ ...bench.environment(), name: 'reader', readModels: [trailModel] });
    await bench.owner.say(tally('a'), { lost: true });
    expect(await consumer.repairHeads()).toBe(1);
    expect(await trail()).toEqual([`${tally('a')} 1`]);
  });

  it('finds by the heads that the last message of a stream was lost', async () => {
    const consumer = new Consumer({ ...bench.environment(), name: 'reader', readModels: [trailModel] });
    await consumer.start();
    await bench.owner.say(tally('a'));
    await bench.owner.say(tally('a'), { lost: true });
    await bench.owner.say(tally('never-heard-of'), { lost: true });
    await eventually(trail, (t) => t.length >= 1);
    expect(await consumer.repairHeads()).toBe(2);
    expect(await consumer.repairHeads()).toBe(0);
    expect(await trail()).toEqual([`${tally('a')} 1`, `${tally('a')} 2`, `${tally('never-heard-of')} 1`]);
    expect(bench.counts.get('reader repaired')).toBe(2);
    await bench.owner.say(tally('a'));
    await eventually(trail, (t) => t.length >= 4);
    await consumer.stop();
  });

  it('waits while the owner cannot say what is missing', async () => {
    const consumer = new Consumer({ ...bench.environment(), name: 'reader', readModels: [trailModel] });
    const stream = bench.owner.stream.bind(bench.owner);
    bench.owner.stream = async () => [];
    await consumer.start();
    await bench.owner.say(tally('a'), { lost: true });
    await bench.owner.say(tally('a'));
    await eventually(() => consumer.status(), ({ state }) => state === 'retrying');
    expect(consumer.status().reason).toContain('version 1 is missing');
    expect(await trail()).toEqual([]);
    bench.owner.stream = stream;
    await eventually(trail, (t) => t.length === 2);
    await eventually(() => consumer.status(), ({ state }) => state === 'running');
    await consumer.stop();
  });

  it('keeps workspaces apart: each event comes with its own', async () => {
    const consumer = new Consumer({ ...bench.environment(), name: 'reader', readModels: [trailModel] });
    await consumer.start();
    for (let i = 0; i < 4; i++) for (const workspace of ['red', 'blue']) await bench.owner.say(tally(workspace), { workspace });
    await eventually(trail, (t) => t.length >= 8);
    expect(await bench.rows('select distinct stream_id, workspace from ctx.trail order by workspace')).toEqual(
      ['blue', 'red'].map((workspace) => ({ stream_id: tally(workspace), workspace })));
    await consumer.stop();
  });

  it('halts when one version comes with two event ids', async () => {
    const consumer = new Consumer({ ...bench.environment(), name: 'reader', readModels: [trailModel] });
    await consumer.start();
    const first = await bench.owner.say(tally('a'));
    await eventually(trail, (t) => t.length === 1);
    await bench.owner.send({ ...first, headers: { ...first.headers, ce_id: '00000000-0000-4000-8000-000000000001' } });
    await eventually(() => consumer.status(), ({ state }) => state === 'halted');
    expect(consumer.status().reason).toContain('forked');
    await bench.owner.say(tally('b'));
    expect(await trail()).toEqual([`${tally('a')} 1`]);
  });
});
