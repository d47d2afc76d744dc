import pg from 'pg';
import { GroupMemory, memoryConsumer } from '../../test/memory-consumer.ts';
import { eventually, storeFixture, TOPIC, type StoreFixture } from '../../test/store-fixture.ts';
import { busGrants, busReadGrants, PostgresLog } from './index.ts';

const MONITORING = 'throughline.monitoring.alert.v1';

describe('the Postgres log', () => {
  let store: StoreFixture;
  const failures: unknown[] = [];
  const suffix = Math.random().toString(36).slice(2, 10);
  const roles = { registry: `tl_registry_${suffix}`, monitoring: `tl_monitoring_${suffix}`, gateway: `tl_gateway_${suffix}` };
  const pools = new Map<string, pg.Pool>();
  const poolOf = (context: keyof typeof roles): pg.Pool => pools.get(context)!;

  beforeAll(async () => {
    store = await storeFixture();
    for (const [context, role] of Object.entries(roles)) {
      await store.pool.query(`create role ${role} login password 'secret'`);
      await store.pool.query(context === 'gateway' ? busReadGrants(role) : busGrants(role, context));
      const url = new URL(store.url);
      url.username = role;
      url.password = 'secret';
      pools.set(context, new pg.Pool({ connectionString: url.href, max: 4 }));
    }
  });

  afterAll(async () => {
    for (const pool of pools.values()) await pool.end();
    await store.pool.query(Object.values(roles).map((role) => `drop owned by ${role}; drop role ${role};`).join(''));
    await store.close();
  });

  const logFor = (options: Partial<ConstructorParameters<typeof PostgresLog>[0]> = {}): PostgresLog =>
    new PostgresLog({ reader: poolOf('gateway'), writer: (context) => poolOf(context as keyof typeof roles), report: (error) => failures.push(error), ...options });
  const message = (topic: string, value: string) => ({ topic, partition: 0, key: 'k', headers: {}, value });
  const saved = () => Promise.resolve();

  it('declares a topic in the name of its owner', async () => {
    const log = logFor();
    await log.ensureTopics([TOPIC, MONITORING]);
    await log.ensureTopics([TOPIC, MONITORING]);
    expect([await log.endOffsets(TOPIC), await log.endOffsets(MONITORING)]).toEqual([[0], [0]]);
    const { rows: [row] } = await poolOf('registry').query('select bus.declare($1) as missing', [['throughline.monitoring.window.v1']]);
    expect(row).toEqual({ missing: ['throughline.monitoring.window.v1'] });
    await log.close();
  });

  it('lets a context append to its own topics only, whatever role it sets', async () => {
    const append = (pool: pg.Pool, topic: string) => pool.query(`select bus.append($1, '{k}', '{"{}"}', '{v}')`, [[topic]]);
    await expect(append(poolOf('registry'), MONITORING)).rejects.toMatchObject({ code: '42501', message: expect.stringContaining(MONITORING) });
    await expect(append(poolOf('gateway'), MONITORING)).rejects.toMatchObject({ code: '42501' });
    await expect(append(poolOf('registry'), 'throughline.registryx.model.v1')).rejects.toMatchObject({ code: '42501' });
    await store.pool.query(`grant ${roles.monitoring} to ${roles.registry}`);
    const client = await poolOf('registry').connect();
    try {
      await client.query(`set role ${roles.monitoring}`);
      await expect(client.query(`select bus.append('{${MONITORING}}', '{k}', '{"{}"}', '{v}')`)).rejects.toMatchObject({ code: '42501' });
    } finally {
      client.release(true);
    }
    await store.pool.query(`revoke ${roles.monitoring} from ${roles.registry}`);
    expect((await store.pool.query('select 1 from bus.message')).rowCount).toBe(0);
  });

  it('lets whoever writes at all say on a dead-letter topic what it could not apply, and a mere reader not', async () => {
    const dead = `${MONITORING}.dlq`;
    const append = (pool: pg.Pool, topic: string) => pool.query(`select bus.append($1, '{k}', '{"{}"}', '{v}')`, [[topic]]);
    await append(poolOf('registry'), dead);
    await append(poolOf('monitoring'), dead);
    await expect(append(poolOf('gateway'), dead)).rejects.toMatchObject({ code: '42501' });
    await expect(append(poolOf('registry'), 'elsewhere.dlq')).rejects.toMatchObject({ code: '42501' });
    expect((await store.pool.query('delete from bus.message where topic = $1', [dead])).rowCount).toBe(2);
  });

  it.each([
    'select * from bus.message', 'select * from bus.partition', 'select * from bus.writer',
    `insert into bus.message values('${TOPIC}', 0, 0, 'k', '{}', 'v')`, `update bus.partition set next_offset = 0`, 'delete from bus.message',
    `insert into bus.writer values(session_user, 'monitoring')`, 'truncate bus.message', 'drop function bus.owns(text)', 'create table bus.mine(a int)',
    `select * from registry.events`,
  ])('keeps %s from a context', async (sql) => {
    for (const pool of pools.values()) await expect(pool.query(sql)).rejects.toMatchObject({ code: '42501' });
  });

  it('leaves no gap and keeps a sender whole, when many send and some roll back', async () => {
    const log = logFor();
    const producer = await log.producer('registry');
    const senders = Array.from({ length: 40 }, (_, n) => producer.send(
      Array.from({ length: 5 }, (__, i) => message(TOPIC, `${n}.${i}`)),
      () => (n % 3 === 0 ? Promise.reject(new Error('no')) : Promise.resolve()),
    ).then(() => n, () => null));
    const sent = (await Promise.all(senders)).filter((n) => n !== null);
    expect(sent).toEqual(Array.from({ length: 40 }, (_, n) => n).filter((n) => n % 3 !== 0)); // none failed for another reason
    const { rows } = await poolOf('gateway').query('select "offset"::int as at, value from bus.read($1, 0, 1000)', [TOPIC]);
    expect(rows.map((r) => r.at)).toEqual(Array.from({ length: sent.length * 5 }, (_, n) => n));
    const blocks = rows.filter((_, n) => n % 5 === 0).map((r, n) => rows.slice(n * 5, n * 5 + 5).map((x) => x.value).join() === [0, 1, 2, 3, 4].map((i) => `${r.value.split('.')[0]}.${i}`).join());
    expect(blocks).not.toContain(false);
    expect(await log.endOffsets(TOPIC)).toEqual([sent.length * 5]);
    await log.close();
  });

  it('refuses an empty value, which a compacted topic would take for a deletion', async () => {
    const producer = await logFor().producer('registry');
    await expect(producer.send([message(TOPIC, '')], saved)).rejects.toMatchObject({ code: '23514' });
  });

  it('redelivers on purpose', async () => {
    const chances = [0.1, 0.9, 0.1, 0.1];
    let redelivered = 0;
    const log = logFor({ redeliver: 0.5, random: () => chances.shift() ?? 0.9, metrics: { redelivered: () => { redelivered++; } } });
    const producer = await log.producer('monitoring');
    await producer.send(['1', '2'].map((value) => message(MONITORING, value)), saved);
    const memory = new GroupMemory();
    const delivered: string[] = [];
    await log.subscribe({ group: 'g', topics: [MONITORING], maxBatch: 1, handlers: memoryConsumer(memory, (_, batch) => {
      delivered.push(...batch.map((r) => r.value));
      return Promise.resolve();
    }) });
    await eventually(() => expect(delivered).toEqual(['1', '1', '2', '2', '2']));
    await log.close();
    expect(memory.done.map((r) => r.value)).toEqual(['1', '2']);
    expect(redelivered).toBe(3);
  });

  it('serves one of two members of a group in a process', async () => {
    const log = logFor();
    const delivered: string[] = [];
    const member = () => log.subscribe({ group: 'pair', topics: [MONITORING], maxBatch: 1, handlers: memoryConsumer(new GroupMemory(), (_, batch) => {
      delivered.push(...batch.map((r) => r.value));
      return Promise.resolve();
    }) });
    const first = await member();
    await member();
    await eventually(() => expect(delivered).toEqual(['1', '2']));
    await first.stop();
    // The second has a memory of its own here, so it shows that it begins only now.
    await eventually(() => expect(delivered).toEqual(['1', '2', '1', '2']));
    await log.close();
  });

  it('reports a consumer that stands beyond the end of the log', async () => {
    failures.length = 0;
    const log = logFor();
    await log.subscribe({ group: 'ahead', topics: [MONITORING], maxBatch: 1, handlers: { assigned: () => Promise.resolve([1_000]), batch: () => Promise.resolve() } });
    await eventually(() => expect(String(failures[0])).toContain('ahead stands at offset 1000'));
    await log.close();
  });

  it('tells since when it cannot be read, and when it can again', async () => {
    const reader = poolOf('gateway');
    let away = false;
    const flaky = Object.assign(Object.create(reader) as pg.Pool, { query: (...args: unknown[]) =>
      (away ? Promise.reject(new Error('server away')) : (reader.query as (...a: unknown[]) => unknown).apply(reader, args)) });
    const log = logFor({ reader: flaky });
    await log.subscribe({ group: 'g', topics: [MONITORING], maxBatch: 10, handlers: memoryConsumer(new GroupMemory()) });
    expect(log.unreachableSince()).toBeNull();
    const before = Date.now();
    away = true;
    await eventually(() => expect(log.unreachableSince()?.getTime()).toBeGreaterThanOrEqual(before));
    const since = log.unreachableSince();
    failures.length = 0;
    await eventually(() => expect(failures.length).toBeGreaterThan(1));
    expect(log.unreachableSince()).toEqual(since);
    away = false;
    await eventually(() => expect(log.unreachableSince()).toBeNull());
    await log.close();
  });

  it('looks at the ends of all topics in one statement for all subscriptions', async () => {
    const seen: string[] = [];
    const reader = poolOf('gateway');
    const spied = Object.assign(Object.create(reader) as pg.Pool, { query: (config: { name?: string }, ...rest: unknown[]) => {
      seen.push(config.name ?? '');
      return (reader.query as (...args: unknown[]) => unknown).call(reader, config, ...rest);
    } });
    const lags: string[] = [];
    const log = logFor({ reader: spied, metrics: { lag: (group, topic, messages) => lags.push(`${group} ${topic} ${messages}`) } });
    for (let n = 0; n < 25; n++) await log.subscribe({ group: `g${n}`, topics: [TOPIC, MONITORING], maxBatch: 1000, handlers: memoryConsumer(new GroupMemory()) });
    await eventually(() => expect(new Set(lags.filter((lag) => lag.endsWith(' 0'))).size).toBe(50));
    seen.length = 0;
    await eventually(() => expect(seen.filter((name) => name === 'bus.ends').length).toBeGreaterThan(3));
    expect(new Set(seen)).toEqual(new Set(['bus.ends']));
    await log.close();
  });
});
