import type { IntegrationEvent } from '@throughline/kernel';
import type { Page } from '../paging/page-args.ts';
import type { Queryable } from '../read-models/read-rows.ts';
import { eventOfRow } from './journal.ts';

export type VersionKey = number;

export const decodeVersionKey = (parts: readonly unknown[]): VersionKey | null =>
  parts.length === 1 && Number.isSafeInteger(parts[0]) ? parts[0] as number : null;

/** One event more than the page holds for each stream, in reading direction, in one statement. */
export const historiesOf = async (
  db: Queryable, schema: string, workspace: string, streams: readonly string[], asOf: Date | null, page: Page<VersionKey>,
): Promise<ReadonlyMap<string, IntegrationEvent[]>> => {
  const { rows } = await db.query(`select e.* from unnest($1::text[]) as sought cross join lateral (
      select * from ${schema}.journal where stream=sought and workspace=$2 and time<=coalesce($3::timestamptz,'infinity')
        and version>coalesce($4::int,0) and version<coalesce($5::int,2147483647)
      order by version ${page.backwards ? 'desc' : 'asc'} limit $6) e`,
  [streams, workspace, asOf, page.after, page.before, page.size + 1]);
  const found = new Map<string, IntegrationEvent[]>(streams.map((stream) => [stream, []]));
  for (const row of rows) found.get(row['stream']!)!.push(eventOfRow(row));
  return found;
};

export const countHistories = async (db: Queryable, schema: string, workspace: string, streams: readonly string[], asOf: Date | null): Promise<ReadonlyMap<string, number>> => {
  const { rows } = await db.query(`select stream, count(*)::int as n from ${schema}.journal
    where workspace=$1 and stream=any($2) and time<=coalesce($3::timestamptz,'infinity') group by stream`, [workspace, streams, asOf]);
  return new Map(rows.map((row) => [row['stream']!, row['n']!]));
};
