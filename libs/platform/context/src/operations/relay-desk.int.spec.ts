import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { eventStoreSql } from '@throughline/event-store';
import type { Principal } from '@throughline/kernel';
import { createTestDatabase } from '@throughline/testing';
import { type LogTransport, RelayLease, relayFloorSql, relaySql } from '@throughline/transport';
import { RelayDesk } from './relay-desk.ts';

const TOPIC = 'throughline.registry.model.v1';
const operator: Principal = { kind: 'human', id: 'sam', roles: ['sre'], workspace: 'default' };

describe('the desk of a relay', () => {
  let pool: pg.Pool;
  let drop: () => Promise<void>;
  let confirmed: number;
  let ends: () => Promise<readonly number[]>;

  beforeEach(async () => {
    const database = await createTestDatabase();
    ({ drop } = database);
    pool = new pg.Pool({ connectionString: database.url, max: 4 });
    await pool.query(`create schema registry; ${eventStoreSql('registry')} ${relaySql('registry')} ${relayFloorSql('registry')}`);
    confirmed = 0;
    ends = async () => [7, 0, 12];
  });
  afterEach(async () => {
    await pool.end();
    await drop();
  });

  const desk = (): RelayDesk => new RelayDesk({
    context: 'registry', pool, topics: [TOPIC], transport: { kind: 'kafka', endOffsets: () => ends() } as unknown as LogTransport, confirmed: () => { confirmed++; },
  });
  const refuse = async (): Promise<void> => {
    const lease = new RelayLease(pool, { schema: 'registry', context: 'registry', transport: 'kafka' }, { owner: randomUUID(), ttlMs: 10_000 });
    await lease.refuse((await lease.take(true)).held!.epoch, 'the log is ahead');
  };
  const word = (idempotencyKey: string = randomUUID()) => ({ reason: 'restored on Monday', idempotencyKey, correlationId: 'c-1' });
  const acts = async () => (await pool.query(`select stream_type, type, data, metadata, published from registry.events order by global_position`)).rows;

  it('shows a relay that never ran, and has nothing to confirm there', async () => {
    expect(await desk().status()).toMatchObject({ context: 'registry', transport: 'kafka', leading: false, refused: null, position: 0 });
    expect(await desk().confirm(operator, word())).toEqual({ status: 'refused', code: 'RELAY.NOTHING_TO_CONFIRM', detail: { context: 'registry' } });
    expect(await acts()).toEqual([]);
  });

  it('confirms once, with the ends of the log, who said so and why; asked again with the same key it says the same', async () => {
    await refuse();
    expect(await desk().status()).toMatchObject({ refused: 'the log is ahead', leading: false });
    const asked = word();
    expect(await desk().confirm(operator, asked)).toMatchObject({ status: 'accepted', relay: { refused: null } });
    expect(await desk().confirm(operator, asked)).toMatchObject({ status: 'accepted' });
    expect(await desk().confirm(operator, word())).toMatchObject({ status: 'refused' });
    expect(confirmed).toBe(1);
    expect((await pool.query('select topic, partition, floor_offset::int as at from registry.relay_floor order by partition')).rows)
      .toEqual([{ topic: TOPIC, partition: 0, at: 7 }, { topic: TOPIC, partition: 2, at: 12 }]);
    expect(await acts()).toEqual([{
      stream_type: 'operation', type: 'RelayConfirmed', published: null, metadata: expect.objectContaining({ actor: 'human:sam', correlationId: 'c-1' }),
      data: { reason: 'restored on Monday', refused: 'the log is ahead', position: 0, floors: { [TOPIC]: [7, 0, 12] } },
    }]);
  });

  it('takes a word that was given before for no word about a new refusal', async () => {
    const asked = word();
    await refuse();
    await desk().confirm(operator, asked);
    await refuse();
    ends = async () => [9, 0, 12];
    expect(await desk().confirm(operator, asked)).toEqual({ status: 'refused', code: 'IDEMPOTENCY_KEY_REUSED', detail: { context: 'registry' } });
    expect(await desk().status()).toMatchObject({ refused: 'the log is ahead' });
    expect(await desk().confirm(operator, word())).toMatchObject({ status: 'accepted', relay: { refused: null } });
    expect((await acts()).map((act) => act.data.floors[TOPIC][0])).toEqual([7, 9]);
  });

  it('confirms nothing while the log cannot be asked for its ends', async () => {
    await refuse();
    ends = () => Promise.reject(new Error('no Kafka answers'));
    await expect(desk().confirm(operator, word())).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', message: expect.stringContaining('no Kafka answers') });
    expect(await desk().status()).toMatchObject({ refused: 'the log is ahead' });
    expect(await acts()).toEqual([]);
  });
});
