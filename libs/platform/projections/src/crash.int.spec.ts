import type { Pool, PoolClient } from 'pg';
import { when } from '@throughline/kernel';
import { eventually } from '@throughline/testing';
import { Consumer } from './consumer.ts';
import type { ReadModel } from './read-model.ts';
import { ConsumerBench, tallyModel, trailModel } from '../test/consumer-bench.ts';
import { counted, TALLIES, tally } from '../test/fake-owner.ts';

/** A pool whose next transactions are killed by the server when they are about to commit, after everything was written. */
const dyingBeforeCommit = (pool: Pool, deaths: { left: number }): Pool => new Proxy(pool, {
  get: (target, property) => {
    if (property !== 'connect') return Reflect.get(target, property, target).bind?.(target) ?? Reflect.get(target, property, target);
    return async (): Promise<PoolClient> => {
      const client = await target.connect();
      return new Proxy(client, {
        get: (inner, name) => {
          const value = Reflect.get(inner, name, inner);
          if (name !== 'query') return typeof value === 'function' ? value.bind(inner) : value;
          return async (...args: Parameters<PoolClient['query']>) => {
            if ((args as unknown[])[0] === 'commit' && deaths.left > 0) {
              deaths.left--;
              await inner.query('select pg_terminate_backend(pg_backend_pid())');
            }
            return inner.query(...args);
          };
        },
      });
    };
  },
});

describe('a consumer that dies', () => {
  let bench: ConsumerBench;
  let consumer: Consumer;
  const trail = async (): Promise<string[]> => (await bench.rows<{ at: string }>(`select stream_id || ' ' || version as at from ctx.trail order by n`)).map((r) => r.at);

  beforeEach(async () => { bench = await ConsumerBench.open({ redeliver: 0.3 }); });
  afterEach(async () => {
    await consumer.stop();
    await bench.close();
  });

  it('between its writes and COMMIT did nothing, and does it once afterwards', async () => {
    const deaths = { left: 0 };
    consumer = new Consumer({ ...bench.environment(), pool: dyingBeforeCommit(bench.pool, deaths), name: 'reader', readModels: [trailModel, tallyModel()] });
    await consumer.start();
    deaths.left = 3;
    for (let round = 1; round <= 6; round++) await bench.owner.sayAll([tally('a'), tally('b')], { data: { n: 1 } });
    await eventually(trail, (t) => t.length >= 12);
    expect(deaths.left).toBe(0);
    expect((await trail()).sort()).toEqual([tally('a'), tally('b')].flatMap((s) => [1, 2, 3, 4, 5, 6].map((v) => `${s} ${v}`)).sort());
    expect(await bench.rows('select total from ctx.tally')).toEqual([{ total: 6 }, { total: 6 }]);
    expect(bench.counts.get('reader retry')).toBe(3);
  });

  it('at any statement, again and again, loses and doubles nothing', async () => {
    consumer = new Consumer({ ...bench.environment(), name: 'reader', readModels: [trailModel] });
    await consumer.start();
    const streams = Array.from({ length: 10 }, (_, i) => tally(`s-${i}`));
    let killed = 0;
    for (let round = 1; round <= 25; round++) {
      await bench.owner.sayAll(streams);
      await eventually(trail, (t) => t.length > streams.length * (round - 2));
      killed += await bench.killBackends();
    }
    await eventually(trail, (t) => t.length >= 250);
    expect(killed).toBeGreaterThan(0);
    const seen = await trail();
    for (const stream of streams) expect(seen.filter((at) => at.startsWith(stream))).toEqual(Array.from({ length: 25 }, (_, i) => `${stream} ${i + 1}`));
  });

  it('leaves its offset and its streams where its effects are', async () => {
    const poisoned: ReadModel = { name: 'poisoned', version: 1, tables: [], on: [when(counted, async ({ data: { n } }, tx) => {
      await tx.query('insert into ctx.trail(stream_id, version, workspace) values ($1, $2, $1)', ['half', n]);
      if (n === 2) throw Object.assign(new Error('the disk is full'), { code: '53100' });
    })] };
    consumer = new Consumer({ ...bench.environment(), name: 'reader', readModels: [poisoned] });
    await consumer.start();
    await bench.owner.say(tally('a'), { data: { n: 1 } });
    await eventually(trail, (t) => t.length === 1);
    await bench.owner.sayAll([tally('b'), tally('a')], { data: { n: 2 } });
    await eventually(() => consumer.status(), ({ state }) => state === 'retrying');
    expect(consumer.status().reason).toBe('the disk is full');
    expect(await consumer.offsets(TALLIES)).toEqual([1]);
    expect(await trail()).toEqual(['half 1']);
    expect(await bench.rows('select stream_id, last_published::int from ctx.consumer_stream')).toEqual([{ stream_id: tally('a'), last_published: 1 }]);
    expect(await bench.rows('select 1 from ctx.parked_event')).toEqual([]);
  });
});
