import { LockFence } from '@throughline/event-store';
import { CONTEXT, eventually, newStream, storeFixture, TOPIC, type StoreFixture } from '../../test/store-fixture.ts';
import { PostgresLog } from '../postgres/index.ts';
import type { LogTransport } from '../log-transport.ts';
import { toIntegrationEvent } from '../envelope/index.ts';
import { confirmRelay, LeaseLost, Relay, RelayRefused, relayStatus, SERVER_IDENTITY, type RelayOptions } from './index.ts';

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
    const made = new Relay({ context: CONTEXT, schema: 'registry', pool: store.pool, transport: log, topics: [TOPIC], fence, report: (error) => failures.push(error), ...options });
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

  it('moves past a private tail without a checkpoint of its own', async () => {
    const looks: number[] = [];
    await store.append(newStream(), { n: 1 });
    relay({ metrics: { fenceStall: (_, seconds) => looks.push(seconds) } });
    await eventually(async () => expect((await row())?.at).toBe(1));
    for (let n = 0; n < 5; n++) await store.append(newStream(), null, null);
    const { length } = looks;
    await eventually(() => expect(looks.length).toBeGreaterThan(length + 1));
    await store.append(newStream(), { n: 2 });
    await eventually(async () => expect((await row()).at).toBe(12));
    expect(await sent()).toHaveLength(2);
  });

  it('stands by while another leads, and takes over when it leaves', async () => {
    const leads: string[] = [];
    const first = relay({ leaseMs: 300, metrics: { leading: (_, on) => leads.push(`first ${on}`) } });
    await eventually(() => expect(leads).toEqual(['first true']));
    relay({ leaseMs: 300, metrics: { leading: (_, on) => leads.push(`second ${on}`) } });
    await store.append(newStream(), { n: 1 });
    await eventually(async () => expect(await sent()).toHaveLength(1));
    expect(leads).toEqual(['first true']);
    await first.stop();
    await eventually(() => expect(leads).toEqual(['first true', 'first false', 'second true']));
    await store.append(newStream(), { n: 2 });
    await eventually(async () => expect(await sent()).toHaveLength(2));
    expect(Number((await row()).epoch)).toBe(2);
  });

  it('takes over at once from a dead leader when the caller holds the data directory', async () => {
    await store.pool.query(`insert into registry.relay select 'registry', 'postgres', 'dead', 7, now() + interval '1 hour', 0, i.* from (select ${SERVER_IDENTITY}) i`);
    relay();
    await store.append(newStream(), { n: 1 });
    const forced = relay({ takeOver: true });
    await eventually(async () => expect(await sent()).toHaveLength(1));
    expect(Number((await row()).epoch)).toBe(8);
    await forced.stop();
  });

  it('steps back while idle once its lease was taken', async () => {
    const leads: boolean[] = [];
    relay({ leaseMs: 200, metrics: { leading: (_, on) => leads.push(on) } });
    await eventually(() => expect(leads).toEqual([true]));
    await store.pool.query(`update registry.relay set owner = 'another', epoch = epoch + 1, expires_at = now() + interval '1 hour'`);
    await eventually(() => expect(leads).toEqual([true, false]));
  });

  it('lets a paused leader write nothing once its lease was taken', async () => {
    // The zombie stops between reading its batch and sending it; the log it writes to wakes it up later.
    let wakeUp = (): void => undefined;
    const paused = new Promise<void>((resolve) => { wakeUp = resolve; });
    let zombieSends = 0;
    const slow: LogTransport = Object.assign(Object.create(log) as LogTransport, {
      kind: 'postgres',
      partitionsOf: () => Promise.resolve(1),
      producer: async () => {
        const inner = await log.producer(CONTEXT);
        return { close: () => inner.close(), send: async (...args: Parameters<typeof inner.send>) => {
          zombieSends++;
          await paused;
          return inner.send(...args);
        } };
      },
    });
    await store.append(newStream(), { n: 1 });
    const zombie = relay({ transport: slow, leaseMs: 60_000 });
    await eventually(() => expect(zombieSends).toBe(1));
    const heir = relay({ takeOver: true });
    await eventually(async () => expect(await sent()).toHaveLength(1));
    await store.append(newStream(), { n: 2 });
    heir.wake();
    await eventually(async () => expect(await sent()).toHaveLength(2));
    wakeUp();
    await eventually(() => expect(failures.some((f) => f instanceof LeaseLost)).toBe(true));
    expect((await sent()).map((m) => m.value)).toEqual(['{"n":1}', '{"n":2}']);
    expect((await row()).at).toBe(2);
    await zombie.stop();
  });

  it('refuses another server until an operator confirms it, and says how', async () => {
    await store.pool.query(`insert into registry.relay(context, transport, system_identifier, timeline) values('registry', 'postgres', '42', 3)`);
    await store.append(newStream(), { n: 1 });
    relay({ leaseMs: 100 });
    await eventually(() => expect(failures.some((f) => f instanceof RelayRefused)).toBe(true));
    expect(String(failures[0])).toMatch(/stopped at server 42\/3, but this is \d+\/1 .* throughline relay confirm --context registry --reason/);
    expect(await sent()).toEqual([]);
    await confirmRelay(store.pool, { schema: 'registry', context: CONTEXT, transport: 'postgres' }, new Map());
    await eventually(async () => expect(await sent()).toHaveLength(1));
  });

  it('stops at once when the server changes under a leader', async () => {
    const leads: boolean[] = [];
    relay({ leaseMs: 60_000, metrics: { leading: (_, on) => leads.push(on) } });
    await eventually(() => expect(leads).toEqual([true]));
    await store.pool.query(`update registry.relay set timeline = timeline + 1`);
    await store.append(newStream(), { n: 1 });
    await eventually(() => expect(leads).toEqual([true, false]));
    expect(await sent()).toEqual([]);
  });

  it('has nothing to confirm where no relay ever ran', async () => {
    await expect(confirmRelay(store.pool, { schema: 'registry', context: 'registry', transport: 'kafka' }, new Map())).rejects.toThrow('registry.relay has no row');
  });

  it('loses and doubles nothing while its back ends are killed', async () => {
    relay({ leaseMs: 200 });
    relay({ leaseMs: 200 });
    const acknowledged: string[] = [];
    for (let n = 0; n < 60; n++) {
      const stream = newStream();
      await eventually(() => store.append(stream, { n }, null));
      acknowledged.push(stream);
      if (n % 15 === 7) await store.pool.query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`);
    }
    await eventually(async () => expect((await store.pool.query(`select 1 from registry.events where published is not null`)).rowCount).toBe((await sent()).length));
    const ids = (await sent()).map((m) => m.headers.ce_id);
    expect(new Set(ids).size).toBe(ids.length);
    const keys = new Set((await sent()).map((m) => m.key));
    expect(acknowledged.filter((stream) => !keys.has(stream))).toEqual([]);
  });

  it('sends what one batch may weigh, and a larger event alone', async () => {
    const batches: number[] = [];
    const counting: LogTransport = Object.assign(Object.create(log) as LogTransport, {
      kind: 'postgres',
      partitionsOf: () => Promise.resolve(1),
      producer: async () => {
        const inner = await log.producer(CONTEXT);
        return { close: () => inner.close(), send: (...args: Parameters<typeof inner.send>) => {
          batches.push(args[0].reduce((sum, record) => sum + record.value.length, 0));
          return inner.send(...args);
        } };
      },
    });
    const stream = newStream();
    await store.append(stream, ...Array.from({ length: 30 }, () => ({ text: 'a'.repeat(250_000) })), { text: 'b'.repeat(6_000_000) }, { text: 'c' });
    for (let n = 0; n < 40; n++) await store.append(stream, { n });
    relay({ transport: counting });
    await eventually(async () => expect(await sent()).toHaveLength(72));
    expect((await sent()).map((m) => Number(m.headers.ce_sequence))).toEqual(Array.from({ length: 72 }, (_, n) => n + 1));
    expect(Math.max(...batches.filter((bytes) => bytes < 6_000_000))).toBeLessThan(4 * 1024 * 1024 + 250_100);
    expect(batches.filter((bytes) => bytes >= 6_000_000)).toHaveLength(1);
    expect(batches.length).toBeLessThan(12);
  });

  it('tells how it stands, and since when an event waits that it cannot send', async () => {
    const key = { schema: 'registry', context: CONTEXT, transport: 'postgres' };
    expect(await relayStatus(store.pool, key)).toEqual({ context: CONTEXT, transport: 'postgres', leading: false, refused: null, epoch: 0, position: 0, ageSeconds: null });
    const ages: number[] = [];
    const away: LogTransport = Object.assign(Object.create(log) as LogTransport, { kind: 'postgres', partitionsOf: () => Promise.resolve(1), producer: () => Promise.reject(new Error('the log is away')) });
    await store.append(newStream(), { n: 1 });
    const waiting = relay({ transport: away, metrics: { age: (_, seconds) => ages.push(seconds) } });
    await eventually(() => expect(ages.at(-1)).toBeGreaterThan(0.3));
    expect(await relayStatus(store.pool, key)).toMatchObject({ leading: true, position: 0, ageSeconds: expect.any(Number) });
    await waiting.stop();
    relay({ takeOver: true });
    await eventually(async () => expect(await relayStatus(store.pool, key)).toMatchObject({ leading: true, position: 1, ageSeconds: null, refused: null }));
  });

  it('tells how long the fence has waited, and for whom', async () => {
    const stalls: (string | null)[] = [];
    const client = await store.pool.connect();
    try {
      await client.query('begin; lock table registry.events in row exclusive mode');
      relay({ metrics: { fenceStall: (_, seconds, holder) => { if (seconds > 0.2) stalls.push(holder); } } });
      await eventually(() => expect(stalls[0]).toMatch(/^\d+\/\d+$/));
    } finally {
      await client.query('rollback');
      client.release();
    }
    await store.append(newStream(), { n: 1 });
    await eventually(async () => expect(await sent()).toHaveLength(1));
  });
});
