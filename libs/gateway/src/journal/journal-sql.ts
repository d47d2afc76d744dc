/**
 * The journal: every public event once, in arrival order. An insert takes the table's lock before it draws its position, as the
 * store's `append` does, so `fence()` tells a reader up to where no earlier arrival can still appear.
 */
export const journalSql = (schema: string): string => `
create sequence ${schema}.journal_seq cache 1;              -- cache > 1 breaks the fence
create table ${schema}.journal(position bigint primary key default nextval('${schema}.journal_seq'), event_id text not null unique,
  context text not null, stream_type text not null, stream text collate "C" not null, version int not null, type text not null,
  schema_version int not null, workspace text not null, data json not null, actor text not null, on_behalf_of text,
  correlation_id text not null, causation_id text, traceparent text, time timestamptz not null, occurred_at text,
  global_position bigint not null, payload_digest text not null, arrived_at timestamptz not null default clock_timestamp(),
  unique(stream,version));
create index journal_owner on ${schema}.journal(context,stream_type,global_position);

create function ${schema}.fence() returns table(candidate bigint,holders text[],at timestamptz)
language plpgsql set search_path=pg_catalog as $$ begin
  at:=date_trunc('milliseconds',clock_timestamp());
  select case when is_called then last_value else last_value-1 end
    into candidate from ${schema}.journal_seq;                       -- 1. counter FIRST
  select coalesce(array_agg(virtualtransaction),'{}') into holders from pg_locks
   where locktype='relation' and relation='${schema}.journal'::regclass
     and mode='RowExclusiveLock' and database=(select oid from pg_database
     where datname=current_database());                              -- 2. then in-flight writers
  return next; end $$;
`;
