import type { Pool } from 'pg';
import type { ParkedStream } from '../src/parked/parked-stream.ts';

type Listed = Pick<ParkedStream, 'consumer' | 'projection' | 'stream' | 'version' | 'events' | 'error' | 'tries' | 'parkedAt'>;

/** What waits in a schema, of whatever workspace, oldest first. */
export const listParked = async (pool: Pick<Pool, 'query'>, schema: string): Promise<readonly Listed[]> => {
  const { rows } = await pool.query<Omit<Listed, 'version' | 'events' | 'parkedAt'> & { version: string; events: string; parked_at: Date }>(`
    select distinct on (consumer, projection, stream_id) consumer, projection, stream_id as stream, published_version as version,
      count(*) over (partition by consumer, projection, stream_id) as events, error, tries, parked_at
    from ${schema}.parked_event order by consumer, projection, stream_id, published_version`);
  return rows
    .map(({ parked_at, version, events, ...row }) => ({ ...row, version: Number(version), events: Number(events), parkedAt: parked_at.toISOString() }))
    .sort((a, b) => (a.parkedAt < b.parkedAt ? -1 : a.parkedAt > b.parkedAt ? 1 : 0));
};
