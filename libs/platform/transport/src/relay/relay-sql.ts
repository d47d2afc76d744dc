/** The server that a statement runs on: a restored or failed-over copy differs in one of the two. */
export const SERVER_IDENTITY = `(select system_identifier::text from pg_control_system()) as system_identifier,
  ('x'||substr(pg_walfile_name(pg_current_wal_lsn()),1,8))::bit(32)::int as timeline`;

/** Lease, epoch and checkpoint of a context's relay in one row of the context's own schema. */
export const relaySql = (schema: string): string => `
create table ${schema}.relay(context text not null, transport text not null,
  owner text, epoch bigint not null default 0, expires_at timestamptz not null default '-infinity',
  position bigint not null default 0, system_identifier text not null, timeline int not null,
  primary key(context, transport));
`;

/** What the application role needs to relay. */
export const relayGrants = (schema: string, role: string): string => `
grant select, insert, update on ${schema}.relay to ${role};
`;

/**
 * What a relay keeps besides `relaySql` about a log that outlives its database, as SQL text to run after it.
 * - `relay.checked_epoch`: the lease under which store and log were last compared and fitted; `refused`: why they did not.
 * - `relay_floor`: what lies below this offset of a partition, and not in the store, was given up by an operator.
 */
export const relayFloorSql = (schema: string): string => `
alter table ${schema}.relay add column checked_epoch bigint not null default 0, add column refused text;
create table ${schema}.relay_floor(topic text not null, partition int not null, floor_offset bigint not null, primary key(topic, partition));
revoke all on ${schema}.relay_floor from public;
`;

/** What the application role needs to compare and to confirm. */
export const relayFloorGrants = (schema: string, role: string): string => `
grant select, insert, update, delete on ${schema}.relay_floor to ${role};
`;
