import { createTestDatabase } from '@throughline/testing';
import pg from 'pg';
import { feedStores, PAUSE, type FeedStore } from '../../test/feed-store.ts';
import { FenceFollower, faultsOf, follow, type Follower, type FollowerKind } from '../../test/followers.ts';
import { FeedReader, LockFence } from './index.ts';

const NONE = { missed: 0, doubled: 0, reordered: 0 };

describe('feed', () => {
  let stores: Awaited<ReturnType<typeof feedStores>>;
  beforeAll(async () => { stores = await feedStores(); });
  afterAll(() => stores.close());

  /** One scenario with one kind of follower; answers what it got wrong in the end. */
  const outcome = async (kind: FollowerKind, scenario: (store: FeedStore, follower: Follower, a: pg.PoolClient, b: pg.PoolClient) => Promise<void>, options = {}) => {
    const store = await stores.create(kind, options);
    const follower = follow(kind, store.readers, store.schema);
    const [a, b] = [await store.writers.connect(), await store.writers.connect()];
    try {
      await scenario(store, follower, a, b);
      for (let n = 0; n < 4; n++) await follower.step();
      return await faultsOf(stores.admin, store.schema, follower.rows);
    } finally {
      a.release(true);
      b.release(true);
      follower.close();
    }
  };

  const overtaken = (kind: FollowerKind) => outcome(kind, async ({ append }, follower, a, b) => {
    await a.query('begin');
    await append(a, 'model-1');
    await append(b, 'model-2');
    await follower.step();
    await follower.step();
    await a.query('commit');
  });

  it('misses nothing when a later position commits first', async () => {
    expect(await overtaken('fence')).toEqual(NONE);
    expect(await overtaken('naive')).toEqual({ ...NONE, missed: 1 });
  });

  const earlyXid = (kind: FollowerKind) => outcome(kind, async ({ append }, follower, a, b) => {
    await a.query('begin; select pg_current_xact_id()');
    await append(b, 'model-1');
    await append(a, 'model-1');
    await a.query('commit');
    // The reader in xid order stands still behind any transaction of the whole server, other suites' too.
    for (const until = Date.now() + 30_000; follower.rows.length < 2 && Date.now() < until;) await follower.step();
  });

  it('keeps the order of a stream whose second writer began first', async () => {
    expect(await earlyXid('fence')).toEqual(NONE);
    expect(await earlyXid('xid order')).toEqual({ ...NONE, reordered: 1 });
  });

  const between = (kind: FollowerKind) => outcome(kind, async ({ append }, follower, a, b) => {
    await append(b, 'model-1');
    await a.query('begin');
    await b.query('select pg_advisory_lock($1)', [PAUSE]);
    const step = follower.step();
    // The fence stands between its two looks.
    for (let waits = 0; waits === 0;) waits = (await b.query(`select 1 from pg_locks where locktype='advisory' and not granted and objid=$1`, [PAUSE])).rowCount ?? 0;
    await append(a, 'model-2');
    await append(b, 'model-3');
    await b.query('select pg_advisory_unlock($1)', [PAUSE]);
    await step;
    await follower.step();
    await a.query('commit');
  }, { pausing: true });

  it('misses nothing that begins between its look at the counter and its look at the locks', async () => {
    expect(await between('fence')).toEqual(NONE);
    expect(await between('locks before counter')).toEqual({ ...NONE, missed: 1 });
    expect(await between('xmax fence')).toEqual({ ...NONE, missed: 1 });
  });

  const cached = (kind: FollowerKind) => outcome(kind, async ({ append }, follower, a, b) => {
    await append(a, 'model-1');
    await append(b, 'model-2');
    await follower.step();
    await append(a, 'model-1');
  });

  it('needs a sequence that caches nothing', async () => {
    expect(await cached('fence')).toEqual(NONE);
    expect(await cached('cache 10')).toEqual({ ...NONE, missed: 1 });
  });

  const crashed = (kind: FollowerKind) => outcome(kind, async ({ append, schema }, follower, a, b) => {
    await append(a, 'model-1', 3);
    await a.query('begin');
    await append(a, 'model-1', 7);
    await a.query('rollback');
    await follower.step();
    expect(follower.rows).toHaveLength(3);
    // What a crash does: sessions end, and the sequence restarts at what had reached the disk.
    await stores.admin.query(`select pg_terminate_backend(pid) from pg_stat_activity where application_name='reader' and datname=current_database()`);
    await stores.admin.query(`select setval('${schema}.global_seq', 3)`);
    await a.query('begin');
    await append(a, 'model-2');
    await append(b, 'model-3');
    for (let done = false; !done;) done = await follower.step().then(() => true, () => false);
    await follower.step();
    await a.query('commit');
  });

  it('forgets what it knew when its connection was lost', async () => {
    expect(await crashed('fence')).toEqual(NONE);
    expect(await crashed('memory kept')).toEqual({ ...NONE, missed: 1 });
  });

  it('waits for a transaction that is prepared while it looks', async () => {
    expect(await outcome('fence', async ({ append }, follower, a, b) => {
      await a.query('begin');
      await append(a, 'model-1');
      await append(b, 'model-2');
      await follower.step();
      await a.query(`prepare transaction 'feed'`);
      await follower.step();
      await append(b, 'model-2');
      await follower.step();
      expect(follower.rows).toEqual([]);
      await b.query(`commit prepared 'feed'`);
    })).toEqual(NONE);
  });

  it('goes past a rolled-back transaction and a killed one', async () => {
    expect(await outcome('fence', async ({ append, writers }, follower, a, b) => {
      const victim = await writers.connect();
      await victim.query('begin');
      await append(victim, 'model-1');
      await a.query('begin');
      await append(a, 'model-2');
      await append(b, 'model-3');
      await follower.step();
      await a.query('rollback');
      await b.query(`select pg_terminate_backend((select pid from pg_locks where locktype='relation' and mode='RowExclusiveLock' and database=(select oid from pg_database where datname=current_database()) and pid<>pg_backend_pid() limit 1), 5000)`);
      victim.release(true);
      await follower.step();
      expect(follower.rows.map((row) => row.stream)).toEqual(['model-3']);
    })).toEqual(NONE);
  });

  it('does not wait for a transaction in another database', async () => {
    const foreign = await createTestDatabase();
    const client = new pg.Client(foreign.url);
    await client.connect();
    try {
      await client.query('create table events(a int); begin; lock table events in row exclusive mode; select pg_current_xact_id()');
      expect(await outcome('fence', async ({ append }, follower, a) => {
        await append(a, 'model-1');
        await follower.step();
        expect(follower.rows).toHaveLength(1);
      })).toEqual(NONE);
    } finally {
      await client.end();
      await foreign.drop();
    }
  });

  it('names the instant before which it is complete, and never too early', async () => {
    const store = await stores.create('fence');
    const follower = new FenceFollower(store.readers, store.schema);
    const hasty = follow('hasty instant', store.readers, store.schema);
    const a = await store.writers.connect();
    const b = await store.writers.connect();
    try {
      await a.query('begin');
      await store.append(a, 'model-1');
      const { rows: [{ now }] } = await b.query('select clock_timestamp() as now');
      await store.append(b, 'model-2');
      for (let n = 0; n < 3; n++) await Promise.all([follower.step(), hasty.step()]);
      expect(follower.completeBefore).toBeNull();
      expect(hasty.completeBefore).not.toBeNull();
      await a.query('commit');
      for (let n = 0; n < 3; n++) await follower.step();
      await hasty.step();
      expect(follower.rows).toHaveLength(2);
      expect([follower.late.length, hasty.late.length]).toEqual([0, 2]);
      expect(follower.completeBefore!.getTime()).toBeGreaterThanOrEqual((now as Date).getTime());
    } finally {
      a.release();
      b.release();
      follower.close();
      hasty.close();
    }
  });

  it('serves many readers at once over one connection', async () => {
    const store = await stores.create('fence');
    const fence = new LockFence(store.readers, store.schema);
    const a = await store.writers.connect();
    try {
      await store.append(a, 'model-1', 5);
      const pages = await Promise.all(Array.from({ length: 6 }, () => new FeedReader(fence, { publishedOnly: false }).next(0, 5)));
      expect(pages.map(({ rows }) => rows.length)).toEqual([5, 5, 5, 5, 5, 5]);
      expect(store.readers.totalCount - store.readers.idleCount).toBe(1);
    } finally {
      a.release();
      fence.close();
    }
  });

  it('reads published events alone, with their bytes, and does not read a private tail twice', async () => {
    const store = await stores.create('fence');
    const fence = new LockFence(store.readers, store.schema);
    const feed = new FeedReader(fence, { publishedOnly: true });
    const a = await store.writers.connect();
    try {
      await a.query(`select ${store.schema}.append('model-1','model',0,array[gen_random_uuid()],array['T'],array[1],array['{}']::json[],array['{"actor":"human:ann"}']::json[],
        array['{"type":"t-done", "schemaVersion":2,"data": {"b":1.0, "a":"\\u00e9"} }']::json[])`);
      await store.append(a, 'model-2', 5);
      const first = await feed.next(0);
      expect(first.rows.map((row) => row.published)).toEqual([{ type: 't-done', schemaVersion: 2, data: '{"b":1.0, "a":"\\u00e9"}', version: 1 }]);
      expect(first).toMatchObject({ highWater: 6, exhausted: true });
      expect(await feed.next(1)).toMatchObject({ rows: [], exhausted: true });
      // A caller that could not send goes back, and gets everything once more.
      expect((await feed.next(0)).rows).toHaveLength(1);
      await store.append(a, 'model-2');
      expect((await feed.next(1)).highWater).toBe(7);
    } finally {
      a.release();
      fence.close();
    }
  });
});
