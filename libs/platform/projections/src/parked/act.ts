import { type Transaction, recordAct } from '@throughline/commands';
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
