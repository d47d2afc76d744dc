import { randomUUID } from 'node:crypto';
import { createTestDatabase } from '@throughline/testing';
import pg from 'pg';
import { feedStores, type FeedStore } from '../../test/feed-store.ts';
import { FenceFollower, faultsOf, follow, type Follower } from '../../test/followers.ts';

const WRITERS = 16;
const TRANSACTIONS = 120;
const chance = (probability: number): boolean => Math.random() < probability;
const below = (n: number): number => Math.floor(Math.random() * n);

describe('feed under fire', () => {
  let stores: Awaited<ReturnType<typeof feedStores>>;
  beforeAll(async () => { stores = await feedStores(); });
  afterAll(() => stores.close());

  /** One writer's transactions: 10 % rolled back, some prepared first, some long. Answers the ids that were acknowledged. */
  const write = async ({ append, writers }: FeedStore, committed: () => void): Promise<string[]> => {
    const acknowledged: string[] = [];
    for (let n = 0; n < TRANSACTIONS; n++) {
      const client = await writers.connect();
      try {
        await client.query('begin');
        const ids = [...await append(client, `model-${below(40)}`, 1 + below(3))];
        if (chance(0.3)) await client.query('select pg_sleep($1)', [Math.random() * 0.03]);
        if (chance(0.1)) {
          await client.query('rollback');
        } else if (chance(0.05)) {
          const gid = randomUUID();
          await client.query(`prepare transaction '${gid}'`);
          await stores.admin.query(`commit prepared '${gid}'`);
          acknowledged.push(...ids);
        } else {
          await client.query('commit');
          acknowledged.push(...ids);
        }
        client.release();
      } catch {
        client.release(true); // killed: nothing was acknowledged
      }
      committed();
    }
    return acknowledged;
  };

  const kill = async (name: 'writer' | 'reader'): Promise<string> => {
    const { rows } = await stores.admin.query<{ killed: boolean }>(`select pg_terminate_backend(pid) as killed from pg_stat_activity
      where application_name=$1 and datname=current_database() order by random() limit 1`, [name]);
    return rows[0]?.killed ? name : 'nobody';
  };

  it('loses, doubles and reorders nothing behind the fence, where the naive reader loses', async () => {
    const store = await stores.create('fence');
    const fence = new FenceFollower(store.readers, store.schema);
    const naive = follow('naive', store.readers, store.schema);
    const foreign = await createTestDatabase();
    const elsewhere = new pg.Client(foreign.url);
    await elsewhere.connect();
    await elsewhere.query('begin; select pg_current_xact_id()');
    const held = await stores.admin.connect();
    await held.query('begin');
    await store.append(held, 'model-held');

    let finished = false;
    const followed = (follower: Follower) => (async () => {
      while (!finished) await follower.step().catch(() => undefined); // its back end was killed
    })();
    const following = [followed(fence), followed(naive)];
    let transactions = 0;
    const kills: Promise<string>[] = [];
    const acknowledged = (await Promise.all(Array.from({ length: WRITERS }, () => write(store, () => {
      transactions++;
      if (transactions % 100 === 0) kills.push(kill('writer'));
      if (transactions % 400 === 200) kills.push(kill('reader'));
      if (transactions === WRITERS * TRANSACTIONS / 4) kills.push(held.query('commit').then(() => 'held'));
    })))).flat();
    const killed = new Set(await Promise.all(kills));
    held.release();
    const { rows } = await stores.admin.query<{ last: number }>(`select max(global_position)::int as last from ${store.schema}.events`);
    const last = rows[0]!.last;
    for (const until = Date.now() + 20_000; Date.now() < until && [fence, naive].some(({ rows }) => (rows.at(-1)?.position ?? 0) < last);) await new Promise(setImmediate);
    finished = true;
    await Promise.all(following);
    fence.close();
    await elsewhere.end();
    await foreign.drop();

    expect(await faultsOf(stores.admin, store.schema, fence.rows)).toEqual({ missed: 0, doubled: 0, reordered: 0 });
    const read = new Set(fence.rows.map((row) => row.id));
    expect(acknowledged.filter((id) => !read.has(id))).toEqual([]);
    expect(fence.rows.every((row, n) => n === 0 || row.position > fence.rows[n - 1]!.position)).toBe(true);
    expect(fence.completeBefore).not.toBeNull();
    expect(fence.late).toEqual([]);
    expect([...killed]).toEqual(expect.arrayContaining(['writer', 'reader', 'held']));
    expect((await faultsOf(stores.admin, store.schema, naive.rows)).missed).toBeGreaterThan(0);
  });
});
