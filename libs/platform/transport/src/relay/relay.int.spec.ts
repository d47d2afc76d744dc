import { LockFence } from '@throughline/event-store';
import { CONTEXT, eventually, newStream, storeFixture, TOPIC, type StoreFixture } from '../fixture/store-fixture.ts';
import { PostgresLog } from '../postgres/index.ts';
import { toIntegrationEvent } from '../envelope/index.ts';
import { Relay, type RelayOptions } from './index.ts';

describe('relay', () => {
  let store: StoreFixture;
  let log: PostgresLog;
  const failures: unknown[] = [];
  const running: { stop(): Promise<void>; fence: LockFence }[] = [];

  beforeEach(async () => {
    failures.length = 0;
    store = await storeFixture();
    log = new PostgresLog({ reader: store.pool, writer: () => store.pool, report: (error) => failures.push(error) });
    await log.ensureTopics([TOPIC]);
  });

  afterEach(async () => {
    for (const { stop, fence } of running.splice(0)) {
      await stop();
      fence.close();
    }
    await log.close();
    await store.close();
  });

  const relay = (options: Partial<RelayOptions> = {}): Relay => {
    const fence = new LockFence(store.pool, 'registry');
    const made = new Relay({ context: CONTEXT, schema: 'registry', pool: store.pool, transport: log, fence, report: (error) => failures.push(error), ...options });
    running.push({ stop: () => made.stop(), fence });
    made.start();
    return made;
  };
  const sent = async () => (await store.pool.query(`select "offset", key, headers, value from bus.message order by 1`)).rows;
  const row = async () => (await store.pool.query(`select *, position::int as at from registry.relay`)).rows[0];

  it('carries public events in order, gapless, byte for byte, and leaves private ones', async () => {
    const stream = newStream();
    await store.append(stream, { n: 1 }, null, { n: 2 });
    const made = relay();
    await eventually(async () => expect(await sent()).toHaveLength(2));
    await store.append(stream, null);
    await store.append(stream, { n: 3 });
    made.wake();
    await eventually(async () => expect((await sent()).map((m) => [Number(m.offset), m.value])).toEqual([[0, '{"n":1}'], [1, '{"n":2}'], [2, '{"n":3}']]));
    const events = (await sent()).map((m) => toIntegrationEvent({ topic: TOPIC, partition: 0, key: m.key, headers: m.headers, value: m.value }));
    expect(events.map((e) => [e.stream, e.version, e.actor])).toEqual([[stream, 1, 'human:ann'], [stream, 2, 'human:ann'], [stream, 3, 'human:ann']]);
    expect((await row()).at).toBe(5);
    expect(failures).toEqual([]);
  });

  it('goes on from the checkpoint, in more than one batch', async () => {
    const streams = Array.from({ length: 30 }, newStream);
    const first = relay();
    for (const stream of streams) await store.append(stream, ...Array.from({ length: 50 }, (_, n) => ({ n })));
    await eventually(async () => expect((await sent()).length).toBeGreaterThan(0));
    await first.stop();
    relay();
    await eventually(async () => expect(await sent()).toHaveLength(1500));
    const perStream = Map.groupBy(await sent(), (m) => m.key as string);
    for (const stream of streams) expect(perStream.get(stream)?.map((m) => Number(m.headers.ce_sequence))).toEqual(Array.from({ length: 50 }, (_, n) => n + 1));
  });
});
