import { randomUUID } from 'node:crypto';
import { CONTEXT, newStream, storeFixture, TOPIC, type StoreFixture } from '../../test/store-fixture.ts';
import { EventHistory } from '../history/index.ts';
import type { LogTransport, StoredRecord } from '../log-transport.ts';
import { LockFence } from '@throughline/event-store';
import { confirmRelay, RelayLease, type RelayKey } from './index.ts';
import { findLost } from './log-check.ts';

const KEY: RelayKey = { schema: 'registry', context: CONTEXT, transport: 'kafka' };

describe('store and log compared', () => {
  let store: StoreFixture;
  const ends = [0, 0, 0];
  const last: (StoredRecord | null)[] = [null, null, null];
  const log = { kind: 'kafka', endOffsets: async () => ends, lastRecords: async () => last } as unknown as LogTransport;
  const check = () => findLost(store.pool, KEY, log, [TOPIC]);
  /** The last message of a partition is this event, at this offset. */
  const ending = (partition: number, offset: number, id: string): void => {
    ends[partition] = offset + 1;
    last[partition] = { topic: TOPIC, partition, offset, key: 'model-1', headers: { ce_id: id }, value: '{}' };
  };
  const stored = async (): Promise<string> => {
    await store.append(newStream(), { n: 1 });
    return (await store.pool.query<{ event_id: string }>('select event_id from registry.events order by global_position desc limit 1')).rows[0]!.event_id;
  };
  const floors = async () => (await store.pool.query('select partition, floor_offset::int as at from registry.relay_floor order by 1')).rows;
  const lead = async (): Promise<RelayLease> => new RelayLease(store.pool, KEY, { owner: randomUUID(), ttlMs: 60_000 });

  beforeEach(async () => {
    store = await storeFixture();
    ends.fill(0);
    last.fill(null);
  });
  afterEach(() => store.close());

  it('fit where every partition ends with an event of the store, or holds nothing', async () => {
    ending(0, 7, await stored());
    ending(2, 3, await stored());
    expect(await check()).toBeNull();
  });

  it('do not where one ends with an event that the store lacks, or that says nothing of itself', async () => {
    ending(0, 7, await stored());
    const lost = randomUUID();
    ending(1, 41, lost);
    expect(await check()).toBe(`the log is ahead of the store of registry: the last message of ${TOPIC}/1, offset 41, is event ${lost} of model-1, which registry.events does not have, as after a restore to an older state`);
    ending(1, 41, 'no uuid');
    expect(await check()).toContain('is event no uuid of model-1');
  });

  it('fit again below the floor that an operator has set, and not above it; a log that was made anew has no floor', async () => {
    ending(1, 41, randomUUID());
    const lease = await lead();
    await lease.take(false);
    await confirmRelay(store.pool, KEY, new Map([[TOPIC, ends]]));
    expect(await floors()).toEqual([{ partition: 1, at: 42 }]);
    expect(await check()).toBeNull();
    ending(1, 42, randomUUID());
    expect(await check()).toContain('offset 42');
    ending(1, 42, await stored());
    expect(await check()).toBeNull();
    ends[1] = 0;
    last[1] = null;
    expect(await check()).toBeNull();
    expect(await floors()).toEqual([]);
  });

  it('decide whether others may read: only under a lease that runs, and whose holder has compared', async () => {
    const fence = new LockFence(store.pool, 'registry');
    const history = new EventHistory({ context: CONTEXT, schema: 'registry', pool: store.pool, fence, transport: 'kafka', partitions: 3 });
    const nobody = { offsets: [], withheld: 'no relay of registry has compared its store with the log yet' };
    expect(await history.floors(TOPIC)).toEqual(nobody);
    const lease = await lead();
    const { held } = await lease.take(false);
    expect(await history.floors(TOPIC)).toEqual(nobody);
    await lease.passed(held!.epoch);
    expect(await history.floors(TOPIC)).toEqual({ offsets: [], withheld: null });
    await lease.refuse(held!.epoch, 'the log is ahead');
    expect(await history.floors(TOPIC)).toEqual({ offsets: [], withheld: 'the log is ahead' });
    ending(2, 9, randomUUID());
    await confirmRelay(store.pool, KEY, new Map([[TOPIC, ends]]));
    // A confirmation alone is no comparison; and what a dead leader had compared before a restore says nothing.
    expect(await history.floors(TOPIC)).toEqual({ ...nobody, offsets: [0, 0, 10] });
    const again = await lease.take(false);
    await lease.passed(again.held!.epoch);
    expect(await history.floors(TOPIC)).toEqual({ offsets: [0, 0, 10], withheld: null });
    await store.pool.query(`update registry.relay set expires_at = now() - interval '1 ms'`);
    expect(await history.floors(TOPIC)).toEqual({ ...nobody, offsets: [0, 0, 10] });
    fence.close();
  });
});
