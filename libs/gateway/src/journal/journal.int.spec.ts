import { randomUUID } from 'node:crypto';
import { createdStream } from '@throughline/kernel';
import { LockFence } from '@throughline/event-store';
import type { Arrival } from '@throughline/projections';
import { createTestDatabase } from '@throughline/testing';
import type { TestDatabase } from '@throughline/testing';
import { ForeignOwner } from '@throughline/testing/context-bench';
import { toIntegrationEvent } from '@throughline/transport';
import pg from 'pg';
import { trialStarted } from '../../test/bench-part.ts';
import { appendToJournal } from './journal.ts';
import { journalSql } from './journal-sql.ts';

describe('the journal', () => {
  let database: TestDatabase;
  let pool: pg.Pool;
  const owner = new ForeignOwner('training', {} as never);
  const arrivals = async (count: number): Promise<Arrival[]> => {
    const records = await owner.sayAll(Array.from({ length: count }, () => createdStream('bench-trial', randomUUID())), trialStarted, undefined, { withheld: true });
    return records.map((record) => ({ record, event: toIntegrationEvent(record) }));
  };
  const ids = (list: readonly Arrival[]) => list.map(({ event }) => event.id);

  beforeAll(async () => {
    database = await createTestDatabase();
    pool = new pg.Pool({ connectionString: database.url, max: 10 });
    await pool.query(`create schema gateway; ${journalSql('gateway')}`);
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  it('keeps an event once, as it travelled, in order of arrival', async () => {
    const [a, b, c] = [await arrivals(2), await arrivals(1), await arrivals(1)];
    for (const batch of [a, [...b, ...a], c]) await appendToJournal(pool as never, 'gateway', batch);
    const { rows } = await pool.query('select event_id, data::text as value, payload_digest from gateway.journal order by position');
    expect(rows.map(({ event_id }) => event_id)).toEqual(ids([...a, ...b, ...c]));
    expect(rows[0]).toMatchObject({ value: a[0]!.record.value, payload_digest: a[0]!.event.payloadDigest });
  });

  it('refuses a second event of one version: its owner\'s store forked', async () => {
    const [first] = await arrivals(1);
    await appendToJournal(pool as never, 'gateway', [first!]);
    const fork = { ...first!, event: { ...first!.event, id: randomUUID() } };
    await expect(appendToJournal(pool as never, 'gateway', [fork])).rejects.toMatchObject({ code: '23505' });
  });

  it('can be read behind its fence without missing what commits late; a naive reader misses it', async () => {
    const fence = new LockFence(pool, 'gateway');
    const { rows: [{ last }] } = await pool.query('select max(position)::int as last from gateway.journal');
    const beyond = async (after: number, upTo: number | null): Promise<{ position: number; event_id: string }[]> =>
      (await pool.query('select position::int, event_id from gateway.journal where position>$1 and ($2::bigint is null or position<=$2) order by position', [after, upTo])).rows;
    const slow = await pool.connect();
    const [early, late] = [await arrivals(1), await arrivals(1)];
    await slow.query('begin');
    await appendToJournal(slow, 'gateway', early);
    await appendToJournal(pool as never, 'gateway', late);

    const naive = await beyond(last, null);
    const fenced = await beyond(last, (await fence.look()).highWater);
    await slow.query('commit');
    slow.release();
    await fence.look();
    fenced.push(...await beyond(fenced.at(-1)?.position ?? last, (await fence.look()).highWater));
    naive.push(...await beyond(naive.at(-1)!.position, null));
    expect(fenced.map(({ event_id }) => event_id)).toEqual(ids([...early, ...late]));
    expect(naive.map(({ event_id }) => event_id)).toEqual(ids(late));
    fence.close();
  });
});
