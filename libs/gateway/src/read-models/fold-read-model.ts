import type { EventContract, IntegrationEvent } from '@throughline/kernel';
import { when } from '@throughline/kernel';
import type { Transaction } from '@throughline/commands';
import type { ReadModel } from '@throughline/projections';
import type { Fold } from './fold.ts';
import { foldOnto, loadState, writeState } from './temporal-row.ts';

/** Folds an event into the read model's temporal rows. */
export const applyEvent = async (tx: Transaction, schema: string, fold: Fold, event: IntegrationEvent): Promise<void> => {
  const state = foldOnto(fold, event, await loadState(tx, schema, fold, event.stream));
  // An event of no interest before the first one of interest: there is no entity yet.
  if (state.doc !== null) await writeState(tx, schema, fold, event, state);
};

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
  on: eventsOfStream(fold, events).map((contract) => when(contract, (event, tx: Transaction) => applyEvent(tx, schema, fold, event))),
});
