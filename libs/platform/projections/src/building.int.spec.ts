import { CommandFault } from '@throughline/commands';
import { eventually } from '@throughline/testing';
import { PostgresLog } from '@throughline/transport';
import { Consumer } from './consumer.ts';
import { ConsumerGroup } from './consumer-group.ts';
import type { ReadModel } from './read-model.ts';
import { ConsumerBench, tallyModel, trailModel } from '../test/consumer-bench.ts';
import { tally } from '../test/fake-owner.ts';

describe('a consumer that has read models to build', () => {
  let bench: ConsumerBench;
  const consumers: Consumer[] = [];
  const logs: PostgresLog[] = [];

  beforeEach(async () => { bench = await ConsumerBench.open(); });
  afterEach(async () => {
    for (const consumer of consumers.splice(0)) await consumer.stop();
    for (const log of logs.splice(0)) await log.close();
    await bench.close();
  });

  const consumer = (...readModels: readonly ReadModel[]): Consumer => {
    const made = new Consumer({ ...bench.environment(logOfAnotherProcess()), name: 'reader', readModels });
    consumers.push(made);
    return made;
  };
  const logOfAnotherProcess = (): PostgresLog => {
    const log = new PostgresLog({ reader: bench.pool, writer: () => bench.control, report: () => undefined });
    logs.push(log);
    return log;
  };
  const tallied = () => bench.rows<{ total: number }>('select distinct total from ctx.tally');
  const answerNothing = (): (() => void) => {
    const { topic } = bench.owner;
    let calls = 0;
    bench.owner.topic = async () => {
      calls++;
      throw new CommandFault('UPSTREAM_UNAVAILABLE', `training does not answer, ${calls}`);
    };
    return () => { bench.owner.topic = topic; };
  };

  it('asks no history where it never consumed anything', async () => {
    answerNothing();
    await bench.owner.sayAll([tally('a')], { data: { n: 5 } });
    const fresh = consumer(tallyModel());
    expect(fresh.status()).toMatchObject({ state: 'idle', ready: false });
    await fresh.start();
    expect(fresh.status()).toMatchObject({ state: 'running', ready: true });
    await eventually(tallied, (rows) => rows[0]?.total === 5);
    expect(await bench.rows('select name, version from ctx.consumer_read_model')).toEqual([{ name: 'tally', version: 1 }]);
  });

  it('starts all the same while an owner does not answer, says so, and consumes once it is built', async () => {
    const before = consumer(trailModel);
    await before.start();
    await bench.owner.sayAll([tally('a')], { data: { n: 5 } });
    await eventually(() => bench.rows('select 1 from ctx.trail'), (rows) => rows.length === 1);
    await before.stop();
    const answerAgain = answerNothing();
    const group = new ConsumerGroup(bench.pool, 'ctx');
    const after = group.add(consumer(trailModel, tallyModel()));
    await group.start();
    await bench.owner.sayAll([tally('a')], { data: { n: 2 } });
    await eventually(() => after.status(), ({ reason }) => Boolean(reason?.includes('training does not answer, 3')));
    expect(group.statuses()['reader']).toMatchObject({ state: 'retrying', ready: false });
    expect(await bench.rows('select 1 from ctx.trail')).toHaveLength(1);
    answerAgain();
    await eventually(tallied, (rows) => rows[0]?.total === 7);
    expect(after.status()).toMatchObject({ state: 'running', ready: true });
  });

  it('stops while it waits for an owner', async () => {
    const before = consumer(trailModel);
    await before.start();
    await bench.owner.sayAll([tally('a')]);
    await eventually(() => bench.rows('select 1 from ctx.trail'), (rows) => rows.length === 1);
    await before.stop();
    answerNothing();
    const after = consumer(trailModel, tallyModel());
    await after.start();
    await after.stop();
    expect(after.status()).toMatchObject({ state: 'idle', ready: false });
  });

  it('builds once, however many processes start at the same time', async () => {
    const before = consumer(trailModel);
    await before.start();
    await bench.owner.sayAll([tally('a'), tally('b')], { data: { n: 5 } });
    await eventually(() => bench.rows('select 1 from ctx.trail'), (rows) => rows.length === 2);
    await before.stop();
    const asked: string[] = [];
    const { topic } = bench.owner;
    bench.owner.topic = (...args) => {
      if (args[1] === 0) asked.push(args[0]);
      return topic.apply(bench.owner, args);
    };
    const replicas = [1, 2, 3].map(() => consumer(trailModel, tallyModel()));
    await Promise.all(replicas.map((replica) => replica.start()));
    expect(replicas.map((r) => r.status().state)).toEqual(['running', 'running', 'running']);
    expect(asked).toHaveLength(1);
    await bench.owner.sayAll([tally('a'), tally('b')], { data: { n: 1 } });
    await eventually(tallied, (rows) => rows[0]?.total === 6);
    expect(await bench.rows('select distinct total, events from ctx.tally')).toEqual([{ total: 6, events: 2 }]);
  });

  it('lets no process write whose read model another one has rebuilt in a newer version', async () => {
    const old = consumer(tallyModel());
    await old.start();
    await bench.owner.sayAll([tally('a')], { data: { n: 5 } });
    await eventually(tallied, (rows) => rows[0]?.total === 5);
    const doubled: ReadModel = { ...tallyModel(), version: 2, on: tallyModel().on.map((reaction) => ({ ...reaction, react: async (event, tx) => {
      await reaction.react({ ...event, data: { n: 2 * (event.data as { n: number }).n } } as typeof event, tx);
    } })) };
    const replica = consumer(doubled);
    await replica.start();
    for (let n = 0; n < 5; n++) await bench.owner.sayAll([tally('a')], { data: { n: 1 } });
    await eventually(tallied, (rows) => rows[0]?.total === 20);
    await eventually(() => old.status(), ({ state }) => state === 'retrying');
    expect(old.status().reason).toContain('tally was built in version 2 by another process, this one has version 1');
  });
});
