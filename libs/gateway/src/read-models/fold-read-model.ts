import type { EventContract } from '@throughline/kernel';
import { when } from '@throughline/kernel';
import type { Transaction } from '@throughline/commands';
import type { ReadModel } from '@throughline/projections';
import type { Fold } from './fold.ts';
import { foldEvents } from './temporal-rows.ts';

/** The newest version of each event of the fold's streams: also those that it does not know move the entity's version. */
export const eventsOfStream = (fold: Fold, events: readonly EventContract[]): EventContract[] => {
  const newest = new Map<string, EventContract>();
  for (const event of [...events, ...fold.contracts]) {
    if (event.context !== fold.context || event.aggregate !== fold.streamType) continue;
    if (event.version >= (newest.get(event.type)?.version ?? 0)) newest.set(event.type, event);
  }
  return [...newest.values()];
};

/** A fold as the consumer drives it. */
export const readModelOf = (schema: string, fold: Fold, events: readonly EventContract[]): ReadModel => ({
  name: fold.name,
  version: fold.version,
  tables: [fold.table],
  on: eventsOfStream(fold, events).map((contract) => when(contract, (event, tx: Transaction) => foldEvents(tx, schema, fold, [event]))),
  applyAll: (events, tx) => foldEvents(tx, schema, fold, events),
});
