import { randomUUID } from 'node:crypto';
import { EventStore, type NewEvent } from '@throughline/event-store';
import { canonicalJson, schemaOf, type EventContract, type Json } from '@throughline/kernel';
import type { ClientBase } from 'pg';

/** A public event: the contract's example with what differs from it. */
export interface Told {
  readonly contract: EventContract;
  readonly data: unknown;
}

export const told = <Data>(contract: EventContract<Data>, changes: Partial<Data> = {}): Told =>
  ({ contract: contract as EventContract, data: { ...contract.example, ...changes } });

const eventOf = ({ contract, data }: Told): NewEvent => ({
  id: randomUUID(), type: contract.type, schemaVersion: 1, data: canonicalJson(data as Json),
  metadata: canonicalJson({ commandId: randomUUID(), actor: 'human:ann', correlationId: randomUUID() }),
  published: canonicalJson({ type: contract.type, schemaVersion: contract.version, data: data as Json }),
});

/** Appends events to a new stream of their owner, past its deciders: for readers only, the owner itself cannot go on from them. @returns how many */
export const tell = async (client: ClientBase, stream: string, events: readonly Told[]): Promise<number> => {
  const { context, aggregate } = events[0]!.contract;
  const { status } = await new EventStore(schemaOf(context)).append(client, { stream, streamType: aggregate, workspace: 'default', expected: 0 }, events.map(eventOf));
  if (status !== 'ok') throw new Error(`append to ${stream}: ${status}`);
  return events.length;
};
