import type { Transaction } from '@throughline/commands';
import type { Arrival } from './arrival.ts';
import { asStep } from './atomically.ts';
import type { ParkedRow } from './consumer-tables.ts';
import { type EventReader, Unreadable } from './event-reader.ts';
import { isTransient, messageOf } from './failure.ts';
import type { Projection } from './projection.ts';

/** Tries of a batch before its events are run singly. */
export const TRIES = 5;

export interface ApplyStep {
  readonly reader: EventReader;
  readonly projection: Projection;
  /** The event's stream is parked for this projection. */
  readonly waits: boolean;
  /** In a savepoint, and parked when it fails for good; otherwise a failure fails the transaction. */
  readonly isolating: boolean;
}

/** Shows one event to one projection. Answers the row to park, if it must wait; an event that the projection does not name is passed over. */
export const applyOrPark = async (tx: Transaction, { record, event }: Arrival, { reader, projection, waits, isolating }: ApplyStep): Promise<ParkedRow | undefined> => {
  const step = projection.stepFor(record.topic, event);
  if (!step) return undefined;
  const parked = (error: string, tries: number, counted: boolean): ParkedRow =>
    ({ projection: projection.name, stream: event.stream, version: event.version, record, error, tries, counted });
  if (waits) return parked('waits behind a parked event of its stream', 0, false);
  try {
    const read = reader.read(event, step.contract);
    await (isolating ? asStep(tx, () => step.run(tx, read)) : step.run(tx, read));
    return undefined;
  } catch (error) {
    if (error instanceof Unreadable) return parked(error.message, 1, !error.newer);
    if (isolating && !isTransient(error)) return parked(messageOf(error), TRIES + 1, true);
    throw error;
  }
};
