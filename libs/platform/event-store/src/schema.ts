const fenceSql = (es: string): string => `
create function ${es}.fence() returns table(candidate bigint,holders text[],at timestamptz)
language plpgsql set search_path=pg_catalog as $$ begin
  at:=date_trunc('milliseconds',clock_timestamp());
  select case when is_called then last_value else last_value-1 end
    into candidate from ${es}.global_seq;                       -- 1. counter FIRST
  select coalesce(array_agg(virtualtransaction),'{}') into holders from pg_locks
   where locktype='relation' and relation='${es}.events'::regclass
     and mode='RowExclusiveLock' and database=(select oid from pg_database
     where datname=current_database());                      -- 2. then in-flight writers
  return next; end $$;
`;

/**
 * The event store's tables and functions in a context's schema, as SQL text. The names, arguments and results of `append`, `close`
 * and `fence` and the named columns are an interface: outside checks call them.
 * @param fenced false for a store that nobody reads in global order, beside a `fence` of something else
 */
export const eventStoreSql = (es: string, { fenced = true } = {}): string => `
create sequence ${es}.global_seq cache 1;              -- cache > 1 breaks the fence
create table ${es}.streams(stream_id text primary key, stream_type text not null, workspace text not null,
  version bigint not null default 0, published_version bigint not null default 0,
  last_position bigint not null default 0, last_recorded timestamptz not null default '-infinity',
  digest bytea not null default '', partition smallint not null, status char(1) not null default 'A');
create table ${es}.events(global_position bigint primary key, stream_id text not null, stream_type text not null,
  workspace text not null, version bigint not null, event_id uuid not null unique,
  type text not null, schema_version int not null, data json not null, metadata json not null,
  published_version bigint, published json,
  partition smallint not null, recorded_at timestamptz not null, digest bytea not null,
  unique(stream_id,version));

create function ${es}.partition_of(p_stream text) returns smallint language sql immutable
  return ((get_byte(decode(md5(p_stream),'hex'),0)*256+get_byte(decode(md5(p_stream),'hex'),1))%12)::smallint;

create function ${es}.append(p_stream text,p_type text,p_expected bigint,p_ids uuid[],
  p_types text[],p_versions int[],p_data json[],p_metadata json[],
  p_published json[] default null,p_workspace text default 'default')
returns table(status text,version bigint,position_ bigint,published bigint)
language plpgsql security definer set search_path=pg_catalog as $$
declare s ${es}.streams; n int:=cardinality(p_ids); dup int; lo bigint; hi bigint; pos bigint; pub bigint;
  at timestamptz; head text; doc json;
begin
  if coalesce(p_expected,-3)<-2 or coalesce(n,501)>500 or array_position(p_ids,null) is not null
    or (cardinality(p_types),cardinality(p_versions),cardinality(p_data),cardinality(p_metadata),
        coalesce(cardinality(p_published),n)) is distinct from (n,n,n,n,n) then
    raise exception 'append: arguments do not fit together' using errcode='22023'; end if;
  if n>0 then lock table ${es}.events in row exclusive mode;   -- before the clock: the fence waits for this lock
    if p_expected in (0,-1) then insert into ${es}.streams(stream_id,stream_type,workspace,partition)
      values(p_stream,p_type,p_workspace,${es}.partition_of(p_stream)) on conflict(stream_id) do nothing; end if;
  end if;
  select * into s from ${es}.streams t where t.stream_id=p_stream for update;
  if not found then return query select case when n=0 and p_expected in (0,-1) then 'ok' else 'conflict' end,
    0::bigint,0::bigint,0::bigint; return; end if;
  if (s.stream_type,s.workspace)<>(p_type,p_workspace) then
    return query select 'wrong_type',0::bigint,0::bigint,0::bigint; return; end if;
  if p_expected<0 or s.version<>p_expected then     -- >=0 exact (0=new stream), -1 any, -2 must exist
    select count(*),min(e.version),max(e.version),max(e.global_position) into dup,lo,hi,pos from ${es}.events e
     where n>0 and e.event_id=any(p_ids) and e.stream_id=p_stream;
    if dup>0 and dup=n and hi-lo=n-1 and (p_expected<0 or lo=p_expected+1) then
      select coalesce(max(e.published_version),0) into pub from ${es}.events e where e.stream_id=p_stream and e.version<=hi;
      return query select 'duplicate',hi,pos,pub; return; end if;
    if p_expected>=0 or (p_expected=-2 and s.version=0) then
      return query select 'conflict',s.version,s.last_position,s.published_version; return; end if;
  end if;
  if s.status<>'A' then return query select 'closed',s.version,s.last_position,s.published_version; return; end if;
  if n=0 then return query select 'ok',s.version,s.last_position,s.published_version; return; end if;
  at:=greatest(date_trunc('milliseconds',clock_timestamp()),s.last_recorded);
  head:=octet_length(p_stream)||':'||p_stream||','||octet_length(p_type)||':'||p_type||','
    ||octet_length(p_workspace)||':'||p_workspace||','||(extract(epoch from at)*1000)::bigint||',';
  for i in 1..n loop
    s.version:=s.version+1;
    doc:=case when p_published is null then json_build_object('type',p_types[i],'schemaVersion',p_versions[i],'data',p_data[i])
      else p_published[i] end;
    if doc is not null then s.published_version:=s.published_version+1; end if;
    pub:=case when doc is not null then s.published_version end;
    s.digest:=sha256(s.digest||convert_to(head||s.version||','||p_ids[i]||','||octet_length(p_types[i])||':'||p_types[i]||','
      ||p_versions[i]||','||coalesce(pub::text,'')||','||octet_length(p_data[i]::text)||':'||p_data[i]||','
      ||octet_length(p_metadata[i]::text)||':'||p_metadata[i]||','||coalesce(octet_length(doc::text)||':'||doc||',',''),'UTF8'));
    insert into ${es}.events values(nextval('${es}.global_seq'),p_stream,s.stream_type,s.workspace,s.version,p_ids[i],
      p_types[i],p_versions[i],p_data[i],p_metadata[i],pub,doc,s.partition,at,s.digest) returning global_position into pos;
  end loop;
  update ${es}.streams t set version=s.version,published_version=s.published_version,last_position=pos,
    last_recorded=at,digest=s.digest where t.stream_id=p_stream;
  return query select 'ok',s.version,pos,s.published_version;
end $$;

create function ${es}.close(p_stream text,p_expected bigint,p_workspace text default 'default') returns text
language plpgsql security definer set search_path=pg_catalog as $$ declare s ${es}.streams; begin
  select * into s from ${es}.streams t where t.stream_id=p_stream and t.workspace=p_workspace for update;
  if not found or s.version<>p_expected then return 'conflict'; end if;
  if s.status<>'A' then return 'closed'; end if;
  update ${es}.streams t set status='C' where t.stream_id=p_stream; return 'ok'; end $$;

${fenced ? fenceSql(es) : ''}
revoke all on all functions in schema ${es} from public;
revoke all on all tables in schema ${es} from public;
`;

/** What an application role may do with the store: append, close and read, never write a row itself. */
export const eventStoreGrants = (es: string, role: string): string => `
grant usage on schema ${es} to ${role};
grant execute on function ${es}.append(text,text,bigint,uuid[],text[],int[],json[],json[],json[],text) to ${role};
grant execute on function ${es}.close(text,bigint,text) to ${role};
grant execute on function ${es}.fence() to ${role};
grant execute on function ${es}.partition_of(text) to ${role};
grant select on ${es}.streams, ${es}.events to ${role};
grant select on sequence ${es}.global_seq to ${role};
`;
