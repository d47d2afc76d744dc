import { idOf } from '@throughline/kernel';
import { CommandFault } from '@throughline/commands';
import { PostgresLog } from '@throughline/transport';
import { eventually } from '@throughline/testing';
import { ConsumerGroup } from './consumer-group.ts';
import { listParked } from '../test/list-parked.ts';
import { PolicyRunner } from './policy-runner.ts';
import { ConsumerBench } from '../test/consumer-bench.ts';
import { counting, EffectRunner, effectsSql } from '../test/effects.ts';
import { cleared, tally } from '../test/fake-owner.ts';

describe('a policy', () => {
  let bench: ConsumerBench;
  let commands: EffectRunner;
  const runners: PolicyRunner[] = [];
  const logs: PostgresLog[] = [];

  const runner = (policy = counting(), log = bench.log): PolicyRunner => {
    const one = new PolicyRunner({ ...bench.environment(log), context: 'registry', policy, commands });
    runners.push(one);
    return one;
  };
  const anotherLog = (): PostgresLog => {
    const log = new PostgresLog({ reader: bench.pool, writer: () => bench.pool, redeliver: 0.3, report: () => undefined });
    logs.push(log);
    return log;
  };
  const effects = async (): Promise<string[]> => (await bench.rows<{ stream: string }>('select stream from ctx.effect order by n')).map((r) => r.stream);
  const said = (streams: readonly string[], upTo: number): string[] => streams.flatMap((s) => Array.from({ length: upTo }, (_, i) => `${s} ${i + 1}`)).sort();

  beforeEach(async () => {
    bench = await ConsumerBench.open({ redeliver: 0.3 });
    await bench.pool.query(effectsSql);
    commands = new EffectRunner();
  });
  afterEach(async () => {
    await Promise.all(runners.splice(0).map((r) => r.stop()));
    await Promise.all(logs.splice(0).map((l) => l.close()));
    await bench.close();
  });

  it('sends its command as itself, for the human behind the event, under a key that never changes', async () => {
    const record = await bench.owner.say(tally('a'), { workspace: 'blue', headers: { ce_correlationid: 'thread-7' } });
    await runner().start();
    await eventually(effects, (e) => e.length > 0);
    const name = counting().name;
    expect(commands.ran[0]).toMatchObject({
      context: 'registry', name: 'record-effect', idempotencyKey: idOf(name, record.headers['ce_id']!, tally('a')),
      principal: { kind: 'policy', id: `registry/${name}`, roles: [], workspace: 'blue', onBehalfOf: 'human:ann' },
      correlationId: 'thread-7', causationId: record.headers['ce_id'],
    });
  });

  it('has its effect once, under redelivery and killed back ends', async () => {
    const streams = ['a', 'b', 'c'].map(tally);
    await runner().start();
    let killed = 0;
    for (let round = 1; round <= 10; round++) {
      await bench.owner.sayAll(streams);
      await eventually(effects, (e) => e.length >= streams.length * round - 2);
      killed += await bench.killBackends();
    }
    await eventually(effects, (e) => e.length >= streams.length * 10);
    expect(killed).toBeGreaterThan(0);
    expect((await effects()).sort()).toEqual(said(streams, 10));
  });

  it('has its effect once when the transaction dies after all was written', async () => {
    let deaths = 3;
    const run = commands.run.bind(commands);
    commands.run = async (envelope, tx) => {
      const outcome = await run(envelope, tx);
      if (deaths-- > 0) await tx!.query('select pg_terminate_backend(pg_backend_pid())').catch(() => undefined);
      return outcome;
    };
    await bench.owner.sayAll([tally('a'), tally('b')]);
    await runner().start();
    await eventually(effects, (e) => e.length >= 2);
    expect(deaths).toBeLessThan(0);
    expect((await effects()).sort()).toEqual(said([tally('a'), tally('b')], 1));
    expect(bench.counts.get(`${counting().name} retry`)).toBe(3);
  });

  it('has its effect once though two runners take it', async () => {
    const streams = ['a', 'b'].map(tally);
    const first = runner(counting(), anotherLog());
    const second = runner(counting(), anotherLog());
    await first.start();
    await second.start();
    for (let round = 1; round <= 15; round++) {
      await bench.owner.sayAll(streams);
      for (const log of logs) log.wake();
      await eventually(effects, (e) => e.length >= streams.length * round);
    }
    expect((await effects()).sort()).toEqual(said(streams, 15));
    expect(bench.counts.get(`${counting().name} ownership_lost`)).toBeGreaterThan(0);
  });

  it('that starts now leaves the past alone and takes the first version it sees as base', async () => {
    for (let i = 0; i < 3; i++) await bench.owner.say(tally('a'));
    const late = runner(counting('now'));
    await late.start();
    await eventually(() => bench.rows('select 1 from ctx.consumer_partition'), (rows) => rows.length === 1);
    await bench.owner.say(tally('a'), { lost: true });
    await bench.owner.say(tally('a'));
    await bench.owner.say(tally('a'), { lost: true });
    await bench.owner.say(tally('a'));
    await eventually(effects, (e) => e.length >= 3);
    expect(await late.repairHeads()).toBe(0);
    expect(await effects()).toEqual([5, 6, 7].map((v) => `${tally('a')} ${v}`));
  });

  it('counts a refusal and goes on', async () => {
    commands.answer = () => ({ status: 'refused', code: 'REGISTRY.NO', detail: {} });
    await bench.owner.say(tally('a'));
    await bench.owner.say(tally('a'), { type: cleared.type });
    await runner().start();
    await eventually(() => bench.counts.get(`${counting().name} policy_refused`), (n) => n === 1);
    expect(bench.logged).toContainEqual({ level: 'info', message: 'policy command refused', fields: expect.objectContaining({ code: 'REGISTRY.NO', stream: tally('a') }) });
    expect(await listParked(bench.control, 'ctx')).toEqual([]);
  });

  it('waits while facts lag, and parks the stream alone when its command conflicts for good', async () => {
    let lagging = 2;
    commands.answer = ({ body }) => {
      if ((body as { stream: string }).stream.startsWith(tally('moved'))) return { status: 'conflict', stream: 's', expectedVersion: 1, actualVersion: 2, changedBy: null };
      return lagging-- > 0 ? new CommandFault('FACTS_LAGGING', 'not yet') : { status: 'accepted', stream: 's', version: 1 };
    };
    await bench.owner.sayAll([tally('a'), tally('moved'), tally('b'), tally('moved')]);
    const group = new ConsumerGroup(bench.pool, 'ctx');
    await group.add(runner()).start();
    expect(await group.waitFor({ [tally('a')]: 1, [tally('b')]: 1 }, 20_000)).toBe('ok');
    expect(await group.waitFor({ [tally('moved')]: 2 }, 20_000)).toBe('parked');
    expect((await effects()).sort()).toEqual([`${tally('a')} 1`, `${tally('b')} 1`].sort());
    expect(await eventually(() => listParked(bench.control, 'ctx'), ([p]) => p?.events === 2)).toMatchObject([{ stream: tally('moved'), version: 1, error: 'record-effect on s: expected version 1, found 2' }]);
  });
});
