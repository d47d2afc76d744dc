import { when } from '@throughline/kernel';
import { eventually } from '@throughline/testing';
import { Consumer } from './consumer.ts';
import { ConsumerGroup } from './consumer-group.ts';
import { PolicyRunner } from './policy-runner.ts';
import { ConsumerBench, trailModel } from '../test/consumer-bench.ts';
import { counting, EffectRunner, effectsSql } from '../test/effects.ts';
import { counted, tally } from '../test/fake-owner.ts';

describe('waiting for what somebody saw', () => {
  let bench: ConsumerBench;
  let group: ConsumerGroup;

  beforeEach(async () => {
    bench = await ConsumerBench.open();
    await bench.pool.query(effectsSql);
    group = new ConsumerGroup(bench.pool, 'ctx');
  });
  afterEach(async () => {
    await group.stop();
    await bench.close();
  });

  it('ends when every read model and policy of the context has it', async () => {
    const open = Promise.withResolvers<void>();
    group.add(new Consumer({ ...bench.environment(), name: 'fast', readModels: [trailModel] }));
    group.add(new Consumer({ ...bench.environment(), name: 'slow', readModels: [{ name: 'gate', version: 1, tables: [], on: [when(counted, () => open.promise)] }] }));
    group.add(new PolicyRunner({ ...bench.environment(), context: 'registry', policy: counting(), commands: new EffectRunner() }));
    await group.start();
    await bench.owner.say(tally('a'));
    expect(await group.waitFor({ [tally('a')]: 1 }, 20_000, ['trail', counting().name])).toBe('ok');
    expect(await group.waitFor({ [tally('a')]: 1 }, 50)).toBe('lagging');
    const waiting = group.waitFor({ [tally('a')]: 1 }, 20_000);
    open.resolve();
    expect(await waiting).toBe('ok');
    expect(await group.waitFor({ [tally('a')]: 2 }, 0)).toBe('lagging');
  });

  it('counts a policy that has not acted yet', async () => {
    const open = Promise.withResolvers<void>();
    const commands = new EffectRunner();
    const run = commands.run.bind(commands);
    commands.run = async (envelope, tx) => {
      await open.promise;
      return run(envelope, tx);
    };
    group.add(new PolicyRunner({ ...bench.environment(), context: 'registry', policy: counting(), commands }));
    await group.start();
    await bench.owner.say(tally('a'));
    expect(await group.waitFor({ [tally('a')]: 1 }, 50)).toBe('lagging');
    open.resolve();
    expect(await group.waitFor({ [tally('a')]: 1 }, 20_000)).toBe('ok');
    expect(commands.ran).toHaveLength(1);
  });

  it('does not concern topics that nobody here consumes, nor policies that start now', async () => {
    group.add(new PolicyRunner({ ...bench.environment(), context: 'registry', policy: counting('now'), commands: new EffectRunner() }));
    await group.start();
    expect(await group.waitFor({ [tally('a')]: 7 }, 0)).toBe('ok');
    group.add(new Consumer({ ...bench.environment(), name: 'late', readModels: [trailModel] }));
    expect(await group.waitFor({ [tally('a')]: 7 }, 0)).toBe('lagging');
    expect(await group.waitFor({ ['model-00000000-0000-4000-8000-000000000000']: 7 }, 0)).toBe('ok');
  });

  it('asks the database no more often than something moves', async () => {
    group.add(new Consumer({ ...bench.environment(), name: 'reader', readModels: [trailModel] }));
    await group.start();
    const query = bench.pool.query.bind(bench.pool);
    let asked = 0;
    bench.pool.query = ((...args: Parameters<typeof query>) => {
      if ((args[0] as { name?: string }).name === 'ctx.wait-for') asked++;
      return query(...args);
    }) as typeof bench.pool.query;
    const waiting = group.waitFor({ [tally('a')]: 1 }, 20_000);
    for (let i = 0; i < 20; i++) await bench.owner.say(tally('other'));
    await eventually(() => bench.rows('select 1 from ctx.trail'), (rows) => rows.length === 20);
    const before = asked;
    await bench.owner.say(tally('a'));
    expect(await waiting).toBe('ok');
    expect(asked - before).toBeLessThanOrEqual(2);
  });

  it('has one consumer of a name', () => {
    const consumer = new Consumer({ ...bench.environment(), name: 'reader', readModels: [trailModel] });
    group.add(consumer);
    expect(() => group.add(consumer)).toThrow('reader exists already');
  });
});
