import { when, type EventContract } from '@throughline/kernel';
import type { Transaction } from '@throughline/commands';
import type { Policy } from '@throughline/projections';
import { FACT_BINDINGS, factsOfEvent } from '../integration/consumed/fact-bindings.ts';
import { initiativesOf, keepFact, lockAnchor } from '../read-models/known-facts/known-facts.ts';

/** Keeps every bindable fact, and records it on the gate of each initiative that links what it speaks of. */
export const whenFactObservedThenRecordFact: Policy = {
  name: 'when-fact-observed-then-record-fact',
  startFrom: 'beginning',
  on: FACT_BINDINGS.map((binding) => when(binding.contract as EventContract<never>, async (event, tx: Transaction) => {
    const commands = [];
    for (const { anchor, fact } of factsOfEvent(binding, event)) {
      await lockAnchor(tx, event.workspace, anchor);
      await keepFact(tx, event.workspace, anchor, fact);
      for (const initiative of await initiativesOf(tx, event.workspace, anchor)) {
        commands.push({ name: 'record-fact', body: { initiative, fact }, target: `${initiative} ${fact.key}` });
      }
    }
    return commands;
  })),
};
