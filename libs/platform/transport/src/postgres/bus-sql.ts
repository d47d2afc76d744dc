/**
 * The embedded log in a schema of its own, `bus`: topics of one partition with gapless offsets. Tables are out of reach for every
 * context's role; the functions look at `session_user`, which a context cannot change, and let it append to its own topics and to
 * dead-letter topics only. Run it once, as the role that shall own the log.
 */
export const busSql = (): string => `
create schema bus;
create table bus.partition(topic text not null, partition int not null, next_offset bigint not null default 0,
  primary key(topic, partition));
create table bus.message(topic text not null, partition int not null, "offset" bigint not null, key text not null,
  headers json not null, value text not null check (value <> ''), primary key(topic, partition, "offset"));
create table bus.writer(role name primary key, context text not null);
${busFunctionsSql()}`;

/** The log's functions as this code needs them: run it again, as the log's owner, on a log that an earlier version made. */
export const busFunctionsSql = (): string => `
create or replace function bus.owns(p_topic text) returns boolean language sql stable security definer set search_path=pg_catalog as $$
  select exists(select 1 from bus.writer w where w.role=session_user and (starts_with(p_topic,'throughline.'||w.context||'.')
      or starts_with(p_topic,'throughline.') and right(p_topic,4)='.dlq'))   -- whoever reads a topic may say what it could not apply
    or pg_has_role(session_user,current_user,'member') $$;

create or replace function bus.declare(p_topics text[]) returns text[] language plpgsql security definer set search_path=pg_catalog as $$
begin
  insert into bus.partition(topic,partition) select t,0 from unnest(p_topics) t where bus.owns(t) order by t on conflict do nothing;
  return array(select t from unnest(p_topics) t where not exists(select 1 from bus.partition p where p.topic=t) order by t);
end $$;

create or replace function bus.append(p_topics text[],p_keys text[],p_headers json[],p_values text[]) returns void
language plpgsql security definer set search_path=pg_catalog as $$
declare wrong text;
begin
  select min(t) into wrong from unnest(p_topics) t where not bus.owns(t);
  if wrong is not null then raise exception 'bus.append: % may not write to topic %',session_user,wrong using errcode='42501'; end if;
  perform 1 from bus.partition p where p.topic=any(p_topics) order by p.topic for update;   -- until commit: offsets have no gaps
  select min(t) into wrong from unnest(p_topics) t where not exists(select 1 from bus.partition p where p.topic=t);
  if wrong is not null then raise exception 'bus.append: topic % does not exist, declare it first',wrong using errcode='42704'; end if;
  insert into bus.message select r.topic,0,p.next_offset+row_number() over (partition by r.topic order by r.n)-1,r.key,r.headers,r.value
    from unnest(p_topics,p_keys,p_headers,p_values) with ordinality r(topic,key,headers,value,n) join bus.partition p on p.topic=r.topic;
  update bus.partition p set next_offset=p.next_offset+c.n from (select t,count(*) n from unnest(p_topics) t group by t) c where c.t=p.topic;
end $$;

create or replace function bus.read(p_topic text,p_from bigint,p_limit int)
returns table("offset" bigint,key text,headers json,value text)
language sql stable security definer set search_path=pg_catalog as $$
  select m."offset",m.key,m.headers,m.value from bus.message m
   where m.topic=p_topic and m.partition=0 and m."offset">=p_from order by m."offset" limit p_limit $$;

create or replace function bus.ends(p_topics text[]) returns table(topic text,next_offset bigint)
language sql stable security definer set search_path=pg_catalog as $$
  select p.topic,p.next_offset from bus.partition p where p.topic=any(p_topics) $$;

revoke all on all tables in schema bus from public;
revoke all on all functions in schema bus from public;
`;

/** Lets a role read every topic. */
export const busReadGrants = (role: string): string => `
grant usage on schema bus to ${role};
grant execute on function bus.owns(text), bus.declare(text[]), bus.read(text,bigint,int), bus.ends(text[]) to ${role};
`;

/** Lets an application role read every topic, and append to those of its context and to dead-letter topics. Run it as the owner of the log. */
export const busGrants = (role: string, context: string): string => `${busReadGrants(role)}
grant execute on function bus.append(text[],text[],json[],text[]) to ${role};
insert into bus.writer(role, context) values('${role}', '${context}') on conflict(role) do update set context=excluded.context;
`;
