import { operationStream, recordAct, type Transaction } from '@throughline/commands';
import type { EventStore } from '@throughline/event-store';
import type { Actor, Json } from '@throughline/kernel';
import type { ParkedAct, ParkedTarget } from './parked-stream.ts';

/** Who acts on parked events, and why. */
export interface ActBy {
  readonly workspace: string;
  readonly actor: Actor;
  readonly reason: string;
  /** UUID of the act. */
  readonly commandId: string;
  readonly correlationId: string;
  readonly traceparent?: string | undefined;
}

/** What an act's stream is about. */
export const subjectOf = ({ consumer, projection, stream }: ParkedTarget): readonly string[] => ['parked', consumer, projection, stream];

/** Keeps an act in the transaction of its effect: once for each command, kind and first version. */
export const recordParkedAct = (tx: Transaction, store: EventStore, by: ActBy, target: ParkedTarget, type: ParkedAct['act'],
  data: { readonly from: number; readonly to: number; readonly remaining: number } & Readonly<Record<string, Json>>): Promise<void> => {
  const { reason, ...meta } = by;
  const { consumer, projection, stream } = target;
  return recordAct(tx, store, { ...meta, type, subject: subjectOf(target), data: { consumer, projection, stream, reason, ...data }, part: `${type} ${data.from}` });
};

/** A discard as it was recorded; `asked`: up to which version. */
export interface RecordedDiscard {
  readonly from: number;
  readonly to: number;
  readonly events: number;
  readonly asked: number;
}

/** The discard of this very command, when it was done before. */
export const discardedBefore = async (tx: Transaction, schema: string, by: ActBy, target: ParkedTarget): Promise<RecordedDiscard | undefined> => {
  const { rows } = await tx.query<{ data: RecordedDiscard }>(`select data from ${schema}.events
    where stream_id = $1 and workspace = $2 and type = 'ParkedStreamDiscarded' and metadata->>'commandId' = $3`, [operationStream(by.workspace, subjectOf(target)), by.workspace, by.commandId]);
  return rows[0]?.data;
};

interface ActRow {
  readonly type: ParkedAct['act'];
  readonly data: Omit<ParkedAct, 'act' | 'actor' | 'at' | 'error'> & { readonly error?: string };
  readonly actor: string;
  readonly recorded_at: Date;
}

const SHOWN = 100;

/** What was done about a parked stream, newest last; the last 100. */
export const actsOn = async (tx: Pick<Transaction, 'query'>, schema: string, workspace: string, target: ParkedTarget): Promise<readonly ParkedAct[]> => {
  const { rows } = await tx.query<ActRow>(`select type, data, metadata->>'actor' as actor, recorded_at from ${schema}.events
    where stream_id = $1 and workspace = $2 order by version desc limit ${SHOWN}`, [operationStream(workspace, subjectOf(target)), workspace]);
  return rows.reverse().map(({ type, data: { from, to, reason, remaining, error = null }, actor, recorded_at }) => ({ act: type, from, to, reason, error, remaining, actor, at: recorded_at.toISOString() }));
};
