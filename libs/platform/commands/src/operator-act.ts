import type { EventStore } from '@throughline/event-store';
import { type Actor, canonicalJson, idOf, type Json, naturalStream } from '@throughline/kernel';
import type { Transaction } from './command.ts';

/** Stream type of what operators do: private events, one stream for each thing that they do something about. */
export const OPERATION_STREAM = 'operation';

/** What an operator did, for the record. */
export interface OperatorAct {
  /** Past tense: `ParkedStreamReplayed`, `RelayConfirmed`. */
  readonly type: string;
  /** What it was done to: with the workspace it names the stream. */
  readonly subject: readonly string[];
  readonly data: Readonly<Record<string, Json>>;
  readonly workspace: string;
  readonly actor: Actor;
  /** UUID of the act. */
  readonly commandId: string;
  /** Tells several events of one act apart. */
  readonly part: string;
  readonly correlationId: string;
  readonly traceparent?: string | undefined;
}

/** The stream that keeps what was done to something. */
export const operationStream = (workspace: string, subject: readonly string[]): string => naturalStream(OPERATION_STREAM, workspace, ...subject);

/** Keeps an operator's act in the transaction of its effect. What has the same command id and part is there once. */
export const recordAct = async (tx: Transaction, store: EventStore, { type, subject, data, workspace, part, ...meta }: OperatorAct): Promise<void> => {
  const stream = operationStream(workspace, subject);
  const result = await store.append(tx, { stream, streamType: OPERATION_STREAM, workspace, expected: -1 }, [
    { id: idOf(meta.commandId, part), type, schemaVersion: 1, data: canonicalJson(data), metadata: canonicalJson(meta), published: null },
  ]);
  if (result.status !== 'ok' && result.status !== 'duplicate') throw new Error(`append to ${stream}: ${result.status}`);
};
