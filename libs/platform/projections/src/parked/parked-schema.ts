/**
 * What operators need besides the tables of `consumerSql`, as SQL text to run after it.
 * - `parked_event.dead_lettered_at`: when a failed event was sent to the dead-letter topic of its own.
 * - `discarded_event`: events given up for a projection; a rebuild of the version that could not apply them leaves them out as well.
 */
export const parkedSql = (schema: string): string => `
alter table ${schema}.parked_event add column dead_lettered_at timestamptz;
create index parked_event_due on ${schema}.parked_event(parked_at) where counted and dead_lettered_at is null;
create table ${schema}.discarded_event(consumer text not null, projection text not null, stream_id text not null,
  published_version bigint not null, event json not null, error text not null, built int, reason text not null,
  discarded_at timestamptz not null default now(), primary key(consumer,projection,stream_id,published_version));
revoke all on ${schema}.discarded_event from public;
`;

/** What the application role needs to release and to discard. */
export const parkedGrants = (schema: string, role: string): string => `
grant select, insert, update, delete on ${schema}.discarded_event to ${role};
`;
