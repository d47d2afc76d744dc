import type { IntegrationEvent } from '@throughline/kernel';
import type { Transaction } from '@throughline/commands';
import type { Fold } from './fold.ts';

/** A state of a stream and how long it held; `to` null: it is the live one. */
interface State {
  readonly workspace: string;
  readonly doc: unknown;
  readonly version: number;
  /** ISO 8601 instant of the stream's first event. */
  readonly opened: string;
  readonly from: string;
  to: string | null;
}

/** What a stream was before, and the states that events made of it since. */
interface Folding {
  /** Null: there was no entity. */
  readonly live: { readonly doc: unknown; readonly opened: string } | null;
  readonly states: State[];
}

/** Folds an event; of several in one millisecond the last wins. */
const advance = (fold: Fold, { live, states }: Folding, event: IntegrationEvent): void => {
  const { workspace, version, time } = event;
  const before = states.at(-1);
  const doc = fold.apply(event, before ? before.doc : live?.doc ?? null);
  // An event of no interest before the first one of interest: there is no entity yet.
  if (doc === null) return;
  const state: State = { workspace, doc, version, opened: before?.opened ?? live?.opened ?? time, from: time, to: null };
  if (before?.from === time) states[states.length - 1] = state;
  else {
    if (before) before.to = time;
    states.push(state);
  }
};

const load = async (tx: Transaction, schema: string, fold: Fold, streams: readonly string[]): Promise<Map<string, Folding>> => {
  const { rows } = await tx.query<{ stream: string; doc: unknown; opened: Date }>({
    name: `load.${fold.table}`,
    text: `select stream, doc, opened from ${schema}.${fold.table} where stream=any($1) and recorded_to='infinity' order by stream for update`,
    values: [streams],
  });
  const foldings = new Map<string, Folding>(streams.map((stream) => [stream, { live: null, states: [] }]));
  for (const { stream, doc, opened } of rows) foldings.set(stream, { live: { doc, opened: opened.toISOString() }, states: [] });
  return foldings;
};

const write = async (tx: Transaction, schema: string, fold: Fold, foldings: ReadonlyMap<string, Folding>): Promise<void> => {
  const own = fold.columns.map(([name, { sql }]) => `${name} ${sql}`);
  const names = ['workspace', 'stream', 'doc', 'version', 'opened', 'recorded_from', 'recorded_to', ...fold.columns.map(([name]) => name)];
  const rows = [...foldings].flatMap(([stream, { states }]) => states.map(({ workspace, doc, version, opened, from, to }) => ({
    ...Object.fromEntries(fold.columns.map(([name, { of }]) => [name, of(doc)])),
    workspace, stream, doc, version, opened, recorded_from: from, recorded_to: to ?? 'infinity',
  })));
  if (rows.length === 0) return;
  const firsts = [...foldings].filter(([, { live, states }]) => live && states.length > 0);
  if (firsts.length > 0) {
    await tx.query({
      name: `close.${fold.table}`,
      text: `update ${schema}.${fold.table} as t set recorded_to=f.at from unnest($1::text[],$2::timestamptz[]) as f(stream,at)
        where t.stream=f.stream and t.recorded_to='infinity' and t.recorded_from<f.at`,
      values: [firsts.map(([stream]) => stream), firsts.map(([, { states }]) => states[0]!.from)],
    });
  }
  await tx.query({
    name: `write.${fold.table}`,
    text: `insert into ${schema}.${fold.table}(${names.join(',')}) select ${names.join(',')} from jsonb_to_recordset($1) as r(workspace text,stream text,doc jsonb,version int,
        opened timestamptz,recorded_from timestamptz,recorded_to timestamptz${own.map((column) => `,${column}`).join('')})
      on conflict(stream,recorded_from) do update set ${names.filter((name) => !['workspace', 'stream', 'opened', 'recorded_from'].includes(name)).map((name) => `${name}=excluded.${name}`).join(',')}`,
    values: [JSON.stringify(rows)],
  });
};

const writeFiles = async (tx: Transaction, schema: string, fold: Fold, foldings: ReadonlyMap<string, Folding>): Promise<void> => {
  const files = new Map([...foldings].flatMap(([stream, { states }]) => states.flatMap(({ workspace, doc }) => fold.files(doc).map((file) =>
    [`${workspace} ${stream} ${file.digest}`, { workspace, stream, digest: file.digest, name: file.name, media_type: file.mediaType, size: file.size }] as const))));
  if (files.size === 0) return;
  await tx.query({
    name: 'write.file',
    text: `insert into ${schema}.file(workspace,digest,read_model,stream,name,media_type,size)
      select workspace,digest,$2,stream,name,media_type,size from jsonb_to_recordset($1) as f(workspace text,digest text,stream text,name text,media_type text,size bigint)
      on conflict(workspace,digest,read_model,stream) do update set name=excluded.name, media_type=excluded.media_type, size=excluded.size`,
    values: [JSON.stringify([...files.values()]), fold.name],
  });
};

/**
 * Folds events, those of a stream in order, into the temporal rows of a read model: at most four statements, however many events.
 * @throws what the fold throws
 */
export const foldEvents = async (tx: Transaction, schema: string, fold: Fold, events: readonly IntegrationEvent[]): Promise<void> => {
  const foldings = await load(tx, schema, fold, [...new Set(events.map(({ stream }) => stream))]);
  for (const event of events) advance(fold, foldings.get(event.stream)!, event);
  await write(tx, schema, fold, foldings);
  await writeFiles(tx, schema, fold, foldings);
};
