import { eventually } from '@throughline/testing';
import { Consumer } from '../consumer.ts';
import type { ReadModel } from '../read-model.ts';
import { ConsumerBench, tallyModel, trailModel } from '../../test/consumer-bench.ts';
import { tally } from '../../test/fake-owner.ts';
import { because, operator, ParkedBench } from '../../test/parked-bench.ts';

describe('a parked event that is given up', () => {
  let bench: ConsumerBench;
  let parked: ParkedBench;
  let consumer: Consumer;
  const target = { consumer: 'reader', projection: 'tally', stream: tally('bad') };
  const total = async (stream = tally('bad')): Promise<number | undefined> => (await bench.rows<{ total: number }>('select total from ctx.tally where stream_id = $1', stream))[0]?.total;
  const discard = (version: number, more: object = {}) => parked.desk.discard(operator(), { ...target, ...because('13 is nobody\'s number'), version, ...more });

  const start = async (models: readonly ReadModel[]): Promise<void> => {
    consumer = new Consumer({ ...bench.environment(), name: 'reader', readModels: models });
    parked = new ParkedBench(bench, [consumer]);
    await parked.group.start();
  };
  const saying = async (...numbers: number[]): Promise<void> => {
    for (const n of numbers) await bench.owner.say(tally('bad'), { data: { n } });
    await eventually(() => parked.listed(), ([p]) => (p?.version ?? 0) + (p?.events ?? 0) === numbers.length + 1);
  };

  beforeEach(async () => { bench = await ConsumerBench.open({ redeliver: 0.3 }); });
  afterEach(async () => {
    await parked.group.stop();
    await bench.close();
  });

  it('lets what waited behind it go on, and is kept with its reason', async () => {
    await start([tallyModel(), trailModel]);
    await saying(5, 13, 7, 2);
    expect(await discard(2)).toEqual({ status: 'accepted', report: {
      ...target, dryRun: false, discarded: { from: 2, to: 2, events: 1 }, applied: { from: 3, to: 4, events: 2 }, failed: null, remaining: 0,
    } });
    expect([await total(), await parked.listed()]).toEqual([14, []]);
    expect((await parked.acts(target)).map(({ act, from, to, reason, remaining }) => [act, from, to, reason, remaining])).toEqual([
      ['ParkedStreamDiscarded', 2, 2, '13 is nobody\'s number', 2], ['ParkedStreamReplayed', 3, 4, '13 is nobody\'s number', 0],
    ]);
    await bench.owner.say(tally('bad'), { data: { n: 1 } });
    expect(await eventually(total, (n) => n === 15)).toBe(15);
  });

  it('stays given up in a rebuild, but not in another version of the read model', async () => {
    await start([tallyModel()]);
    await saying(5, 13, 7);
    await discard(2);
    expect(await consumer.rebuild('tally')).toMatchObject({ events: 2, parked: 0 });
    const { before, after } = await consumer.rebuild('tally');
    expect([await total(), before]).toEqual([12, after]);
    await parked.group.stop();
    await start([{ ...tallyModel(() => false), version: 2 }]);
    expect(await eventually(total, (n) => n === 25)).toBe(25);
  });

  it('takes what stands with it, up to a version', async () => {
    await start([tallyModel((n) => n === 13 || n === 7)]);
    await saying(5, 13, 7, 2);
    expect(await discard(2, { upTo: 3 })).toMatchObject({ report: { discarded: { from: 2, to: 3, events: 2 }, applied: { from: 4, to: 4 }, remaining: 0 } });
    expect(await total()).toBe(7);
  });

  it('is another than its sender saw, when somebody was quicker', async () => {
    await start([tallyModel((n) => n === 13 || n === 7)]);
    await saying(13, 7, 2);
    const outcomes = await Promise.all([discard(1), discard(1), discard(1)]);
    expect(outcomes.map((o) => (o.status === 'refused' ? o.code : o.status)).sort()).toEqual(['PARKED.MOVED_ON', 'PARKED.MOVED_ON', 'accepted']);
    expect(await parked.listed()).toMatchObject([{ version: 2, events: 2, error: 'cannot count 7' }]);
    expect(await discard(9)).toEqual({ status: 'refused', code: 'PARKED.MOVED_ON', detail: { stream: target.stream, version: 2 } });
    expect(await bench.rows('select published_version::int as v from ctx.discarded_event')).toEqual([{ v: 1 }]);
  });

  it('is given up once with one key, and told again', async () => {
    await start([tallyModel()]);
    await saying(13, 2);
    const key = because('once');
    const first = await discard(1, key);
    expect(await discard(1, key)).toMatchObject({ status: 'accepted', report: { discarded: { from: 1, to: 1, events: 1 }, applied: null, remaining: 0 } });
    expect(first).toMatchObject({ status: 'accepted', report: { applied: { events: 1 } } });
    expect(await discard(1, { ...key, upTo: 2 })).toMatchObject({ status: 'refused', code: 'IDEMPOTENCY_KEY_REUSED' });
    expect((await parked.acts(target)).map(({ act }) => act)).toEqual(['ParkedStreamDiscarded', 'ParkedStreamReplayed']);
  });

  it('can be tried without a trace, and must not end before it begins', async () => {
    await start([tallyModel((n) => n === 13 || n === 7)]);
    await saying(13, 2, 7, 1);
    const before = await parked.desk.show(operator(), target);
    expect(await discard(1, { dryRun: true })).toMatchObject({ report: { dryRun: true, discarded: { from: 1, to: 1 }, applied: { from: 2, to: 2 }, failed: { version: 3, error: 'cannot count 7' }, remaining: 2 } });
    await expect(discard(3, { upTo: 2 })).rejects.toMatchObject({ code: 'BAD_USER_INPUT', path: ['upTo'] });
    expect([await parked.desk.show(operator(), target), await bench.rows('select 1 from ctx.discarded_event'), await total()]).toEqual([before, [], undefined]);
  });

  it('shows what waits, with its payload and what was done about it', async () => {
    await start([tallyModel()]);
    await saying(13, 2);
    expect(await parked.desk.show(operator(), target)).toMatchObject({
      version: 1, waitsFor: 'failure', events: 2, acts: [],
      waiting: [
        { version: 1, type: 'tally-counted', error: 'cannot count 13', tries: 6, payload: { n: 13 }, deadLetteredAt: null },
        { version: 2, error: 'waits behind a parked event of its stream', tries: 0, payload: { n: 2 } },
      ],
    });
    await discard(1);
    expect(await parked.desk.show(operator(), target)).toMatchObject({ waitsFor: null, events: 0, waiting: [], acts: [{ act: 'ParkedStreamDiscarded' }, { act: 'ParkedStreamReplayed' }] });
  });

  it('may bring a consumer that its cap stopped below the cap: then it goes on, also where another process was asked', async () => {
    await start([tallyModel(() => true), trailModel]);
    const elsewhere = new ParkedBench(bench, [new Consumer({ ...bench.environment(), name: 'reader', readModels: [tallyModel(() => true), trailModel] })]);
    for (let i = 0; i < 30; i++) await bench.owner.say(tally(`s-${i}`), { data: { n: 1 } });
    await eventually(() => consumer.status(), ({ state }) => state === 'stopped');
    const streams = await parked.listed();
    expect(streams.length).toBeGreaterThan(10);
    await parked.watch.look();
    expect(consumer.status().state).toBe('stopped');
    const [last, ...enough] = streams.slice(0, streams.length - 10).reverse();
    for (const { stream } of enough) await parked.desk.discard(operator(), { ...target, stream, ...because('a whole kind'), version: 1 });
    expect(consumer.status().state).toBe('stopped');
    await elsewhere.desk.discard(operator(), { ...target, stream: last!.stream, ...because('a whole kind'), version: 1 });
    expect(consumer.status().state).toBe('stopped');
    await parked.watch.look();
    expect(consumer.status()).toMatchObject({ state: 'running' });
    expect(await eventually(async () => (await bench.rows<{ n: number }>('select count(*)::int as n from ctx.trail'))[0]!.n, (n) => n > streams.length)).toBeGreaterThan(streams.length);
  });

  it('may be released while its consumer is stopped', async () => {
    let failing = true;
    await start([tallyModel(() => failing), trailModel]);
    for (let i = 0; i < 30; i++) await bench.owner.say(tally(`s-${i}`), { data: { n: 1 } });
    await eventually(() => consumer.status(), ({ state }) => state === 'stopped');
    failing = false;
    for (const { stream } of await parked.listed()) await parked.desk.replay(operator(), { ...target, stream, ...because('mended') });
    await eventually(async () => (await bench.rows<{ n: number }>('select count(*)::int as n from ctx.tally where total = 1'))[0]!.n, (n) => n === 30);
    expect([consumer.status().state, await parked.listed()]).toEqual(['running', []]);
  });
});
