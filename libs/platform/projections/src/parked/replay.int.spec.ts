import { eventually } from '@throughline/testing';
import { Consumer } from '../consumer.ts';
import { PolicyRunner } from '../policy-runner.ts';
import type { ReadModel } from '../read-model.ts';
import { ConsumerBench, tallyModel, trailModel } from '../../test/consumer-bench.ts';
import { counting, EffectRunner, effectsSql } from '../../test/effects.ts';
import { tally, TALLIES } from '../../test/fake-owner.ts';
import { because, operator, ParkedBench } from '../../test/parked-bench.ts';

describe('a parked stream that is replayed', () => {
  let bench: ConsumerBench;
  let parked: ParkedBench;
  let broken: (n: number) => boolean;
  const target = { consumer: 'reader', projection: 'tally', stream: tally('bad') };
  const total = async (): Promise<number | undefined> => (await bench.rows<{ total: number }>('select total from ctx.tally where stream_id = $1', tally('bad')))[0]?.total;

  const start = async (models: readonly ReadModel[]): Promise<Consumer> => {
    const consumer = new Consumer({ ...bench.environment(), name: 'reader', readModels: models });
    parked = new ParkedBench(bench, [consumer]);
    await parked.group.start();
    return consumer;
  };
  const waiting = (events: number) => eventually(() => parked.listed(), ([p]) => p?.events === events);

  beforeEach(async () => {
    bench = await ConsumerBench.open({ redeliver: 0.3 });
    broken = (n) => n === 13 || n === 17;
  });
  afterEach(async () => {
    await parked.group.stop();
    await bench.close();
  });

  it('is applied in order and leaves nothing behind, while the consumer goes on with others', async () => {
    await start([tallyModel((n) => broken(n)), trailModel]);
    for (const n of [5, 13, 7]) await bench.owner.say(tally('bad'), { data: { n } });
    await waiting(2);
    expect(await parked.listed()).toMatchObject([{ ...target, version: 2, type: 'tally-counted', waitsFor: 'failure', events: 2, error: 'cannot count 13', tries: 6 }]);
    broken = () => false;
    const others = (async () => { for (let i = 0; i < 20; i++) await bench.owner.say(tally(`other-${i % 4}`), { data: { n: 1 } }); })();
    const outcome = await parked.desk.replay(operator(), { ...target, ...because('the fold counts 13 now') });
    await others;
    expect(outcome).toEqual({ status: 'accepted', report: { ...target, dryRun: false, applied: { from: 2, to: 3, events: 2 }, failed: null, remaining: 0 } });
    expect(await total()).toBe(25);
    await bench.owner.say(tally('bad'), { data: { n: 1 } });
    await eventually(total, (n) => n === 26);
    expect(await parked.listed()).toEqual([]);
    expect(await parked.acts(target)).toEqual([
      { act: 'ParkedStreamReplayed', from: 2, to: 3, reason: 'the fold counts 13 now', error: null, remaining: 0, actor: 'human:olga', at: expect.any(String) },
    ]);
  });

  it('stops at the first new failure, which is recorded and weighs on the cap', async () => {
    await start([tallyModel((n) => broken(n))]);
    for (const n of [13, 5, 17, 7]) await bench.owner.say(tally('bad'), { data: { n } });
    await waiting(4);
    broken = (n) => n === 17;
    const outcome = await parked.desk.replay(operator(), { ...target, ...because('13 is mended') });
    expect(outcome).toMatchObject({ report: { applied: { from: 1, to: 2, events: 2 }, failed: { version: 3, error: 'cannot count 17' }, remaining: 2 } });
    expect(await parked.listed()).toMatchObject([{ version: 3, events: 2, error: 'cannot count 17', tries: 1, waitsFor: 'failure' }]);
    expect(await total()).toBe(18);
    expect(await parked.desk.replay(operator(), { ...target, ...because('once more') })).toMatchObject({ report: { applied: null, failed: { version: 3 }, remaining: 2 } });
    expect(await parked.listed()).toMatchObject([{ tries: 2 }]);
    expect((await parked.acts(target)).map(({ act, from, to, error, remaining }) => [act, from, to, error, remaining])).toEqual([
      ['ParkedStreamReplayed', 1, 2, null, 2], ['ParkedReplayFailed', 3, 3, 'cannot count 17', 2], ['ParkedReplayFailed', 3, 3, 'cannot count 17', 2],
    ]);
  });

  it('can be tried without a trace', async () => {
    await start([tallyModel((n) => broken(n))]);
    for (const n of [13, 5, 17, 7]) await bench.owner.say(tally('bad'), { data: { n } });
    await waiting(4);
    broken = (n) => n === 17;
    const before = await parked.listed();
    const outcome = await parked.desk.replay(operator(), { ...target, ...because('looking'), dryRun: true });
    expect(outcome).toMatchObject({ report: { dryRun: true, applied: { from: 1, to: 2, events: 2 }, failed: { version: 3, error: 'cannot count 17' }, remaining: 2 } });
    expect([await parked.listed(), await total(), await parked.acts(target)]).toEqual([before, undefined, []]);
  });

  it('is applied once, whoever asks at the same time and how often', async () => {
    await start([tallyModel((n) => broken(n)), trailModel]);
    for (let i = 0; i < 120; i++) await bench.owner.say(tally('bad'), { data: { n: i === 0 ? 13 : 1 } });
    await waiting(120);
    broken = () => false;
    const outcomes = await Promise.all(Array.from({ length: 4 }, (_, i) => parked.desk.replay(operator('default', `op-${i}`), { ...target, ...because('all at once') })));
    const applied = outcomes.reduce((sum, o) => sum + (o.status === 'accepted' ? o.report.applied?.events ?? 0 : 0), 0);
    expect([applied, await total()]).toEqual([120, 132]);
    expect((await parked.acts(target)).map(({ from, to }) => to - from + 1).reduce((a, b) => a + b)).toBe(120);
  });

  it('takes along what a batch in hand is about to park behind it', async () => {
    let paused: (() => void) | undefined;
    let hold = false;
    const consumer = new Consumer({ ...bench.environment(), name: 'reader', readModels: [tallyModel((n) => broken(n))], onBatch: () => (hold ? new Promise((resolve) => { paused = resolve; }) : Promise.resolve()) });
    parked = new ParkedBench(bench, [consumer]);
    await parked.group.start();
    await bench.owner.say(tally('bad'), { data: { n: 13 } });
    await waiting(1);
    broken = () => false;
    hold = true;
    await bench.owner.say(tally('bad'), { data: { n: 2 } });
    await eventually(() => paused !== undefined);
    const replaying = parked.desk.replay(operator(), { ...target, ...because('mended') });
    const blocked = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    await eventually(async () => (await bench.rows(blocked)).length, (n) => n > 0);
    hold = false;
    paused!();
    expect(await replaying).toMatchObject({ report: { applied: { from: 1, to: 2, events: 2 }, remaining: 0 } });
    expect([await total(), await parked.listed()]).toEqual([15, []]);
  });

  it('is nobody else\'s: another workspace neither sees nor touches it', async () => {
    await start([tallyModel((n) => broken(n))]);
    await bench.owner.say(tally('bad'), { data: { n: 13 }, workspace: 'other' });
    await eventually(() => parked.listed('other'), (p) => p.length === 1);
    broken = () => false;
    expect([await parked.listed(), await parked.desk.show(operator(), target)]).toEqual([[], null]);
    const refused = { status: 'refused', code: 'PARKED.NOTHING_WAITS', detail: { stream: target.stream } };
    expect(await parked.desk.replay(operator(), { ...target, ...because('mine') })).toEqual(refused);
    expect(await parked.desk.discard(operator(), { ...target, ...because('mine'), version: 1 })).toEqual(refused);
    expect(await parked.desk.replay(operator('other'), { ...target, ...because('theirs') })).toMatchObject({ status: 'accepted', report: { applied: { events: 1 } } });
  });

  it('of a policy has its effect once, in the transaction of the release', async () => {
    await bench.pool.query(effectsSql);
    const runner = new EffectRunner();
    const failing = runner.answer;
    runner.answer = () => new Error('no answer');
    let committed = 0;
    const policy = new PolicyRunner({ ...bench.environment(), context: 'training', policy: counting(), commands: runner, committed: () => { committed++; } });
    parked = new ParkedBench(bench, [policy]);
    await parked.group.start();
    for (let i = 0; i < 3; i++) await bench.owner.say(tally('bad'));
    await waiting(3);
    expect(await bench.rows('select 1 from ctx.effect')).toEqual([]);
    committed = 0;
    runner.answer = failing;
    const of = { ...target, consumer: policy.name, projection: policy.name };
    await Promise.all([1, 2, 3].map(() => parked.desk.replay(operator(), { ...of, ...because('it answers again') })));
    const effects = await bench.rows<{ stream: string; key: string }>('select stream, key from ctx.effect order by n');
    expect(effects.map((e) => e.stream)).toEqual([1, 2, 3].map((v) => `${tally('bad')} ${v}`));
    expect(new Set(effects.map((e) => e.key)).size).toBe(3);
    expect(committed).toBeGreaterThan(0);
    expect((await parked.acts(of)).map(({ from, to }) => [from, to])).toEqual([[1, 1], [2, 2], [3, 3]]);
  });

  it('with a text that the engine cannot read keeps no other from being shown', async () => {
    await start([trailModel]);
    const record = { topic: 'throughline.training.tally.v1', partition: 0, key: tally('odd'), headers: { ce_type: 'throughline.training.tally-counted' }, value: 'raw \0 and \\u0000' };
    await bench.rows(`insert into ctx.parked_event select 'reader', '(envelope)', $1, 7, $2::json, 'no JSON', 1, true`, tally('odd'), JSON.stringify(record));
    await bench.owner.say(tally('bad'), { data: { n: 'not a number' } });
    expect(await eventually(() => parked.listed(), (p) => p.length === 2)).toMatchObject([{ stream: tally('odd'), type: 'tally-counted' }, { stream: tally('bad') }]);
    await parked.watch.look();
    expect((await parked.letters()).map(({ key, value, headers }) => [key, value, headers['dlq_valueomitted'] !== undefined]).sort()).toEqual([[tally('bad'), '{"n":"not a number"}', false], [tally('odd'), '{}', true]].sort());
    const envelope = { consumer: 'reader', projection: '(envelope)', stream: tally('odd') };
    expect(await parked.desk.show(operator(), envelope)).toMatchObject({ waiting: [{ payload: expect.stringContaining('raw \ufffd') }] });
    expect(await parked.desk.discard(operator(), { ...envelope, ...because('noise'), version: 7 })).toMatchObject({ status: 'accepted' });
  });

  it('is waited for until then, and no longer', async () => {
    await start([tallyModel((n) => broken(n))]);
    await bench.owner.say(tally('bad'), { data: { n: 13 } });
    expect(await parked.group.waitFor({ [tally('bad')]: 1 }, 20_000)).toBe('parked');
    broken = () => false;
    const waiting = parked.group.waitFor({ [tally('bad')]: 2 }, 20_000);
    await bench.owner.say(tally('bad'), { data: { n: 1 } });
    expect(await waiting).toBe('parked');
    await parked.desk.replay(operator(), { ...target, ...because('mended') });
    expect(await parked.group.waitFor({ [tally('bad')]: 2 }, 20_000)).toBe('ok');
  });

  it('with a broken envelope is read again: what it says is here already', async () => {
    await start([trailModel]);
    const record = await bench.owner.say(tally('bad'), { lost: true });
    await bench.owner.send({ ...record, headers: { ...record.headers, ce_sequence: 'first' } });
    await bench.owner.say(tally('bad'));
    await waiting(1);
    const envelope = { consumer: 'reader', projection: '(envelope)', stream: `${TALLIES}/0 ${tally('bad')}` };
    expect(await parked.desk.replay(operator(), { ...envelope, ...because('try') })).toMatchObject({ report: { failed: { version: 0, error: expect.stringContaining('ce_sequence') }, remaining: 1 } });
    expect(await parked.desk.discard(operator(), { ...envelope, ...because('the owner has it'), version: 0 })).toMatchObject({ status: 'accepted', report: { discarded: { events: 1 }, remaining: 0 } });
    expect(await bench.rows('select version from ctx.trail order by n')).toEqual([{ version: 1 }, { version: 2 }]);
  });
});
