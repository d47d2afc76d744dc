import type { IntegrationEvent } from '@throughline/kernel';
import type { Transaction } from '@throughline/commands';
import type { Arrival } from './arrival.ts';
import { asStep } from './as-step.ts';
import type { ParkedRow } from './consumer-tables.ts';
import { type EventReader, Unreadable } from './event-reader.ts';
import { isTransient, messageOf } from './failure.ts';
import { storableText } from './parked/storable-text.ts';
import type { Projection, ProjectionStep } from './projection.ts';

/** Tries of a batch before its events are run singly. */
export const TRIES = 5;

export interface ProjectOptions {
  readonly projection: Projection;
  readonly reader: EventReader;
  /** Streams parked for this projection before. */
  readonly parked: ReadonlySet<string>;
  /** Each event in a savepoint, and parked when it fails for good; otherwise a failure fails the transaction. */
  readonly isolating: boolean;
}

/** Shows events to a projection, those of a stream in order. Answers the rows to park; events that it does not name are passed over. */
export const projectArrivals = async (tx: Transaction, { projection, reader, parked, isolating }: ProjectOptions, arrivals: readonly Arrival[]): Promise<readonly ParkedRow[]> => {
  const rows: ParkedRow[] = [];
  const waiting = new Set(parked);
  const together: IntegrationEvent<never>[] = [];
  const run = async (step: ProjectionStep, event: IntegrationEvent<never>): Promise<void> => {
    if (isolating) await asStep(tx, () => step.run(tx, event));
    else if (projection.applyAll) together.push(event);
    else await step.run(tx, event);
  };
  for (const { record, event } of arrivals) {
    const step = projection.stepFor(record.topic, event);
    if (!step) continue;
    const park = (error: string, tries: number, counted: boolean): void => {
      waiting.add(event.stream);
      rows.push({ projection: projection.name, stream: event.stream, version: event.version, record, error: storableText(error), tries, counted });
    };
    if (waiting.has(event.stream)) {
      park('waits behind a parked event of its stream', 0, false);
      continue;
    }
    try {
      await run(step, reader.read(event, step.contract));
    } catch (error) {
      if (error instanceof Unreadable) park(error.message, 1, !error.newer);
      else if (isolating && !isTransient(error)) park(messageOf(error), TRIES + 1, true);
      else throw error;
    }
  }
  if (together.length > 0) await projection.applyAll?.(together, tx);
  return rows;
};
