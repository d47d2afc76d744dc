import { LockFence } from '@throughline/event-store';
import { toIntegrationEvent } from '../envelope/index.ts';
import { CONTEXT, eventually, newStream, storeFixture, TOPIC, type StoreFixture } from '../../test/store-fixture.ts';
import { PostgresLog } from '../postgres/index.ts';
import { Relay } from '../relay/index.ts';
import { EventHistory } from './index.ts';

describe('event history', () => {
  let store: StoreFixture;
  let fence: LockFence;
  let history: EventHistory;
  let log: PostgresLog;
  let relay: Relay;

  beforeEach(async () => {
    store = await storeFixture();
    fence = new LockFence(store.pool, 'registry');
    history = new EventHistory({ context: CONTEXT, schema: 'registry', pool: store.pool, fence, transport: 'postgres', partitions: 1 });
    log = new PostgresLog({ reader: store.pool, writer: () => store.pool, report: () => undefined });
    await log.ensureTopics([TOPIC]);
    relay = new Relay({ context: CONTEXT, schema: 'registry', pool: store.pool, transport: log, topics: [TOPIC], fence, report: () => undefined });
  });

  afterEach(async () => {
    await relay.stop();
    await log.close();
    fence.close();
    await store.close();
  });

  const now = async (): Promise<string> => (await store.pool.query('select clock_timestamp() as now')).rows[0].now.toISOString();

  it('answers the public events of a stream after a published version', async () => {
    const stream = newStream();
    await store.append(stream, { n: 1 }, null, { n: 2 }, { n: 3 });
    const events = await history.stream(stream, 1);
    expect(events.map((e) => [e.value, e.position])).toEqual([['{"n":2}', 3], ['{"n":3}', 4]]);
    expect(events.map((e) => toIntegrationEvent(e).version)).toEqual([2, 3]);
    expect(await history.stream(newStream(), 0)).toEqual([]);
  });

  it('answers a topic in order, page by page, never beyond the fence', async () => {
    const [open, done] = [newStream(), newStream()];
    await store.append(done, { n: 1 }, { n: 2 });
    const client = await store.pool.connect();
    try {
      await client.query('begin; lock table registry.events in row exclusive mode');
      await history.topic(TOPIC, 0, 10);
      await store.append(open, { n: 3 });
      expect((await history.topic(TOPIC, 0, 10)).map((e) => e.value)).toEqual([]);
      await client.query('commit');
    } finally {
      client.release();
    }
    expect((await history.topic(TOPIC, 0, 2)).map((e) => e.position)).toEqual([1, 2]);
    expect((await history.topic(TOPIC, 2, 2)).map((e) => e.value)).toEqual(['{"n":3}']);
    await expect(history.topic('throughline.training.run.v1', 0, 1)).rejects.toThrow('is not one of registry');
  });

  it('answers the heads that changed', async () => {
    const [a, b] = [newStream(), newStream()];
    await store.append(a, { n: 1 }, { n: 2 });
    await store.append(b, { n: 1 }, null);
    await store.append(a, { n: 3 });
    const heads = await history.heads(TOPIC, 0);
    expect(heads).toMatchObject([{ stream: b, version: 1, position: 3 }, { stream: a, version: 3, position: 5 }]);
    expect(heads[1]?.id).toBe((await history.stream(a, 2))[0]?.headers['ce_id']);
    expect(await history.heads(TOPIC, 3)).toMatchObject([{ stream: a, version: 3, position: 5 }]);
  });

  it('is complete before an instant only when the relay has handed over what came before', async () => {
    await store.append(newStream(), { n: 1 });
    const asked = await now();
    expect(await history.head()).toEqual({ completeBefore: null, position: 0 });
    relay.start();
    await eventually(async () => {
      const { completeBefore, position } = await history.head();
      expect(position).toBe(1);
      expect(completeBefore! > asked).toBe(true);
    });
  });

  it('is not held up by a private tail', async () => {
    relay.start();
    await store.append(newStream(), { n: 1 });
    await store.append(newStream(), null, null);
    const asked = await now();
    await eventually(async () => expect((await history.head()).completeBefore! > asked).toBe(true));
    expect((await history.head()).position).toBe(1);
  });

  it('is complete up to an open transaction, not beyond', async () => {
    relay.start();
    await store.append(newStream(), { n: 1 });
    await eventually(async () => expect((await history.head()).completeBefore).not.toBeNull());
    const client = await store.pool.connect();
    try {
      await client.query('begin; lock table registry.events in row exclusive mode');
      const began = await now();
      for (let n = 0; n < 5; n++) expect((await history.head()).completeBefore! <= began).toBe(true);
      await client.query('rollback');
      await eventually(async () => expect((await history.head()).completeBefore! > began).toBe(true));
    } finally {
      client.release();
    }
  });

  it('becomes complete while writers never rest', async () => {
    relay.start();
    let busy = true;
    const writing = (async () => {
      while (busy) {
        await store.append(newStream(), { n: 1 });
        relay.wake();
      }
    })();
    const asked = await now();
    await eventually(async () => expect((await history.head()).completeBefore! > asked).toBe(true));
    busy = false;
    await writing;
  });
});
