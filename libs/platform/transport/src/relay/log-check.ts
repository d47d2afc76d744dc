import type { Pool } from 'pg';
import type { LogTransport, StoredRecord } from '../log-transport.ts';
import type { RelayKey } from './relay-lease.ts';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const unknownOf = async (pool: Pool, schema: string, records: readonly StoredRecord[]): Promise<StoredRecord | undefined> => {
  const strange = records.find((r) => !UUID.test(r.headers['ce_id'] ?? ''));
  if (strange) return strange;
  const { rows } = await pool.query<{ event_id: string }>(`select event_id from ${schema}.events where event_id = any($1::uuid[])`, [records.map((r) => r.headers['ce_id'])]);
  const known = new Set(rows.map((row) => row.event_id));
  return records.find((r) => !known.has(r.headers['ce_id']!));
};

/** Forgets floors beyond the end of a log that was made anew. */
const dropBeyond = (pool: Pool, schema: string, topic: string, ends: readonly number[]): Promise<unknown> => pool.query(
  `delete from ${schema}.relay_floor f using unnest($2::bigint[]) with ordinality e(next, n) where f.topic = $1 and f.partition = e.n - 1 and f.floor_offset > e.next`, [topic, ends]);

const floorsOf = async (pool: Pool, schema: string, topic: string): Promise<ReadonlyMap<number, number>> => {
  const { rows } = await pool.query<{ partition: number; floor_offset: string }>(`select partition, floor_offset from ${schema}.relay_floor where topic = $1`, [topic]);
  return new Map(rows.map((row) => [row.partition, Number(row.floor_offset)]));
};

/**
 * Compares the last message of each partition of a log that outlives the database with the store: a message that the store has not is the mark
 * of a database that was taken back to an older state. A partition that ends with a repeated event which the store does have, as after a send whose answer
 * was lost, hides lost ones before it.
 * @returns what is wrong, in one sentence without its full stop, or null
 */
export const findLost = async (pool: Pool, { schema, context }: RelayKey, transport: LogTransport, topics: readonly string[]): Promise<string | null> => {
  for (const topic of topics) {
    await dropBeyond(pool, schema, topic, await transport.endOffsets(topic));
    const floors = await floorsOf(pool, schema, topic);
    const last = (await transport.lastRecords(topic)).filter((record) => record !== null && record.offset >= (floors.get(record.partition) ?? 0)) as StoredRecord[];
    const lost = last.length > 0 ? await unknownOf(pool, schema, last) : undefined;
    if (lost) {
      return `the log is ahead of the store of ${context}: the last message of ${topic}/${lost.partition}, offset ${lost.offset}, is event ${lost.headers['ce_id'] ?? 'without an id'}`
        + ` of ${lost.key}, which ${schema}.events does not have, as after a restore to an older state`;
    }
  }
  return null;
};
