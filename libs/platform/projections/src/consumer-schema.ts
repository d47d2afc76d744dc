/**
 * Tables that a context's consumers keep in its own schema, as SQL text.
 * - `parked_event.event` is the record as it travelled (`{topic, partition, key, headers, value}`); `counted` rows are those that failed
 *   and weigh on the cap, the others wait behind one of them or for a reader of a newer schema version.
 * - `consumer_partition.heads_walked` is the owner's position up to which no end of a stream is missing.
 * - `consumer_read_model` says in which version a read model's tables were built.
 */
export const consumerSql = (schema: string): string => `
create table ${schema}.consumer_partition(consumer text not null, topic text not null, partition int not null,
  next_offset bigint not null, owner text not null, generation bigint not null default 1, expires_at timestamptz not null,
  heads_walked bigint not null default 0, primary key(consumer,topic,partition));
create table ${schema}.consumer_stream(consumer text not null, stream_id text not null, last_published bigint not null,
  last_event_id uuid not null, primary key(consumer,stream_id));
create table ${schema}.parked_event(consumer text not null, projection text not null, stream_id text not null,
  published_version bigint not null, event json not null, error text not null, tries int not null,
  counted boolean not null, parked_at timestamptz not null default now(),
  primary key(consumer,projection,stream_id,published_version));
create index on ${schema}.parked_event(consumer,stream_id);
create table ${schema}.consumer_read_model(consumer text not null, name text not null, version int not null, primary key(consumer,name));
revoke all on ${schema}.consumer_partition, ${schema}.consumer_stream, ${schema}.parked_event,
  ${schema}.consumer_read_model from public;
`;

/** What the application role needs to consume. */
export const consumerGrants = (schema: string, role: string): string => `
grant usage on schema ${schema} to ${role};
grant select, insert, update, delete on ${schema}.consumer_partition, ${schema}.consumer_stream, ${schema}.parked_event,
  ${schema}.consumer_read_model to ${role};
`;

/** `consumer_partition.floor`: the owner's floor that this consumer has jumped over, or lay beyond. To run after `consumerSql`. */
export const consumerFloorSql = (schema: string): string => `
alter table ${schema}.consumer_partition add column floor bigint not null default 0;
`;
