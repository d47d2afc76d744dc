import type { Pool } from 'pg';

/** A stream that waits, for one read model or policy. */
export interface ParkedStream {
  readonly consumer: string;
  readonly projection: string;
  readonly stream: string;
  /** Published version of the event that failed, the first of those that wait. */
  readonly version: number;
  /** How many events of the stream wait, the failing one included. */
  readonly events: number;
  readonly error: string;
  readonly tries: number;
  /** ISO 8601 instant. */
  readonly parkedAt: string;
}

/** What waits in a context, oldest first. */
export const listParked = async (pool: Pick<Pool, 'query'>, schema: string): Promise<readonly ParkedStream[]> => {
  const { rows } = await pool.query<Omit<ParkedStream, 'version' | 'events' | 'parkedAt'> & { version: string; events: string; parked_at: Date }>(`
    select distinct on (consumer, projection, stream_id) consumer, projection, stream_id as stream, published_version as version,
      count(*) over (partition by consumer, projection, stream_id) as events, error, tries, parked_at
    from ${schema}.parked_event order by consumer, projection, stream_id, published_version`);
  return rows
    .map(({ parked_at, version, events, ...row }) => ({ ...row, version: Number(version), events: Number(events), parkedAt: parked_at.toISOString() }))
    .sort((a, b) => (a.parkedAt < b.parkedAt ? -1 : a.parkedAt > b.parkedAt ? 1 : 0));
};
