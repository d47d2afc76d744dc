import type { Pool } from 'pg';
import { otherServer, type RelayKey } from './relay-lease.ts';
import { SERVER_IDENTITY } from './relay-sql.ts';

/** How the relay of a context stands, as its database says. */
export interface RelayStatus {
  readonly context: string;
  readonly transport: string;
  /** A process holds the lease. */
  readonly leading: boolean;
  /** Why nothing is sent until an operator confirms; null when nothing is wrong. */
  readonly refused: string | null;
  /** How often the lease was taken. */
  readonly epoch: number;
  /** Position of the last event that the log acknowledged. */
  readonly position: number;
  /** Seconds since the oldest public event that the log has not acknowledged was recorded; null when none waits. */
  readonly ageSeconds: number | null;
}

/** A relay that never ran stands at position 0. */
export const relayStatus = async (pool: Pick<Pool, 'query'>, key: RelayKey): Promise<RelayStatus> => {
  const { schema, context, transport } = key;
  const { rows: [row] } = await pool.query<{ leading: boolean; refused: string | null; epoch: string; position: string; stored: string | null; current: string; age: number | null }>({
    name: `${schema}.relay.status`,
    text: `select coalesce(r.owner is not null and r.expires_at > clock_timestamp(), false) as leading, r.refused, coalesce(r.epoch, 0) as epoch, coalesce(r.position, 0) as position,
        r.system_identifier||'/'||r.timeline as stored, i.system_identifier||'/'||i.timeline as current,
        (select greatest(extract(epoch from clock_timestamp() - e.recorded_at), 0)::float8 from ${schema}.events e
          where e.published_version is not null and e.global_position > coalesce(r.position, 0) order by e.global_position limit 1) as age
      from (select ${SERVER_IDENTITY}) i left join ${schema}.relay r on r.context = $1 and r.transport = $2`,
    values: [context, transport],
  });
  const moved = row!.stored !== null && row!.stored !== row!.current;
  return {
    context, transport, leading: row!.leading, epoch: Number(row!.epoch), position: Number(row!.position), ageSeconds: row!.age,
    refused: moved ? otherServer(key, row!.stored!, row!.current).message : row!.refused,
  };
};
