import type { Fold } from './fold.ts';

const identifier = /^[a-z][a-z0-9_]*$/;
const taken = new Set(['workspace', 'stream', 'doc', 'version', 'opened', 'recorded_from', 'recorded_to']);

/** A read model's table. `stream` sorts by bytes, so that pages and digests have one order on every machine. */
const tableSql = (schema: string, { name, table, columns }: Fold): string => {
  for (const [column] of columns) {
    if (!identifier.test(column) || taken.has(column)) throw new Error(`read model ${name}: "${column}" cannot name a column`);
  }
  const own = columns.map(([column, { sql }]) => `${column} ${sql},`).join(' ');
  const indexes = columns.map(([column, { sql }]) => sql === 'text[]'
    ? `create index if not exists ${table}_${column} on ${schema}.${table} using gin(${column});`
    : `create index if not exists ${table}_${column} on ${schema}.${table}(workspace,${column},opened,stream,recorded_from);`);
  return `
create table if not exists ${schema}.${table}(workspace text not null, stream text collate "C" not null, doc jsonb not null,
  version int not null, ${own} opened timestamptz not null,
  recorded_from timestamptz not null, recorded_to timestamptz not null default 'infinity',
  primary key(stream,recorded_from));
create index if not exists ${table}_live on ${schema}.${table}(stream) where recorded_to='infinity';
create index if not exists ${table}_live_list on ${schema}.${table}(workspace,opened,stream) where recorded_to='infinity';
create index if not exists ${table}_list on ${schema}.${table}(workspace,opened,stream,recorded_from);
${indexes.join('\n')}`;
};

/** Tables of all read models; safe to run at every start. */
export const readModelSql = (schema: string, folds: readonly Fold[]): string => `
create table if not exists ${schema}.file(workspace text not null, digest text not null, read_model text not null, stream text not null,
  name text not null, media_type text not null, size bigint not null, primary key(workspace,digest,read_model,stream));
${folds.map((fold) => tableSql(schema, fold)).join('\n')}`;
