import type { ClientBase, Pool } from 'pg';
import { HERE, type RelayKey } from './relay-lease.ts';

/**
 * An operator's word that this store is the one to go on from: its server is remembered, and what the log holds below `ends` counts only
 * where the store has it as well. Run it in the transaction that records who said so.
 * @param ends offset after the last message, per partition, of each topic that this relay writes to; none in the Postgres log
 * @throws Error where no relay ever ran
 */
export const confirmRelay = async (tx: ClientBase | Pool, { schema, context, transport }: RelayKey, ends: ReadonlyMap<string, readonly number[]>): Promise<void> => {
  const { rowCount } = await tx.query(`update ${schema}.relay set (system_identifier, timeline) = ${HERE}, refused = null
    where context = $1 and transport = $2`, [context, transport]);
  if (rowCount === 0) throw new Error(`${schema}.relay has no row for ${context} to ${transport}: nothing to confirm`);
  const floors = [...ends].flatMap(([topic, offsets]) => offsets.map((offset, partition) => ({ topic, partition, offset }))).filter((floor) => floor.offset > 0);
  await tx.query(`insert into ${schema}.relay_floor(topic, partition, floor_offset) select * from unnest($1::text[], $2::int[], $3::bigint[])
    on conflict (topic, partition) do update set floor_offset = excluded.floor_offset`,
  [floors.map((f) => f.topic), floors.map((f) => f.partition), floors.map((f) => f.offset)]);
};
