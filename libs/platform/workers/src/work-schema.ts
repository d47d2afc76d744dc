/** Tables of a context's work and of its live progress, as SQL text. `attempt` counts the tries begun; `owner` holds the lease until `expires_at`. */
export const workSql = (schema: string): string => `
create table ${schema}.work(id uuid primary key, kind text not null, stream text not null, workspace text not null,
  payload json not null, on_behalf_of text, correlation_id text not null,
  attempt int not null default 0, owner uuid, expires_at timestamptz, not_before timestamptz not null default now(),
  cancelled boolean not null default false, created_at timestamptz not null default now());
create index work_due on ${schema}.work(kind, not_before);
create table ${schema}.live_point(kind text not null, id text not null, workspace text not null, seq bigint not null,
  at timestamptz not null default now(), point json not null, primary key(kind, id, seq));
`;

/** What the application role needs to work. */
export const workGrants = (schema: string, role: string): string =>
  `grant select, insert, update, delete on ${schema}.work, ${schema}.live_point to ${role};\n`;
