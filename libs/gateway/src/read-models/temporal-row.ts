import type { IntegrationEvent } from '@throughline/kernel';
import type { Transaction } from '@throughline/commands';
import type { Fold } from './fold.ts';

/** What a fold has made of a stream so far. */
export interface FoldedState {
  readonly doc: unknown;
  /** ISO 8601 instant of the stream's first event. */
  readonly opened: string;
}

const columnValues = (fold: Fold, doc: unknown): unknown[] => fold.columns.map(([, { of }]) => of(doc) ?? null);

/** The state of a stream that new events are folded onto, its row held until the transaction ends. */
export const loadState = async (tx: Transaction, schema: string, fold: Fold, stream: string): Promise<FoldedState | null> => {
  const { rows } = await tx.query({
    name: `state.${fold.table}`,
    text: `select doc, opened from ${schema}.${fold.table} where stream=$1 and recorded_to='infinity' for update`,
    values: [stream],
  });
  return rows[0] ? { doc: rows[0].doc, opened: (rows[0].opened as Date).toISOString() } : null;
};

/** Closes the live row and opens the next; of several events in one millisecond the last wins. */
export const writeState = async (tx: Transaction, schema: string, fold: Fold, event: IntegrationEvent, state: FoldedState): Promise<void> => {
  const names = fold.columns.map(([name]) => name);
  const all = ['workspace', 'stream', 'doc', 'version', 'opened', 'recorded_from', ...names];
  const replaced = ['doc', 'version', ...names].map((name) => `${name}=excluded.${name}`).join(',');
  await tx.query({
    name: `write.${fold.table}`,
    text: `with closed as (update ${schema}.${fold.table} set recorded_to=$6 where stream=$2 and recorded_to='infinity' and recorded_from<$6)
      insert into ${schema}.${fold.table}(${all.join(',')}) values(${all.map((_, i) => `$${i + 1}`).join(',')})
      on conflict(stream,recorded_from) do update set ${replaced}`,
    values: [event.workspace, event.stream, JSON.stringify(state.doc), event.version, state.opened, event.time, ...columnValues(fold, state.doc)],
  });
  for (const file of fold.files(state.doc)) {
    await tx.query({
      name: 'write.file',
      text: `insert into ${schema}.file(workspace,digest,read_model,stream,name,media_type,size) values($1,$2,$3,$4,$5,$6,$7)
        on conflict(workspace,digest,read_model,stream) do update set name=excluded.name, media_type=excluded.media_type, size=excluded.size`,
      values: [event.workspace, file.digest, fold.name, event.stream, file.name, file.mediaType, file.size],
    });
  }
};

/** The next state by one event. */
export const foldOnto = (fold: Fold, event: IntegrationEvent, state: FoldedState | null): FoldedState =>
  ({ doc: fold.apply(event, state?.doc ?? null), opened: state?.opened ?? event.time });
