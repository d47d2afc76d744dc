import { when } from '@throughline/kernel';
import { initiativeDatasetLinkedV1, initiativeKpiLinkedV1, initiativeProposedV1 } from '@throughline/requirements-contracts';
import type { Transaction } from '@throughline/commands';
import type { Policy, PolicyCommand } from '@throughline/projections';
import { factsOf, keepLink, lockAnchor } from '../read-models/known-facts/known-facts.ts';

const link = async (tx: Transaction, workspace: string, initiative: string, anchor: string): Promise<readonly PolicyCommand[]> => {
  await lockAnchor(tx, workspace, anchor);
  await keepLink(tx, workspace, anchor, initiative);
  const facts = await factsOf(tx, workspace, anchor);
  return facts.map((fact) => ({ name: 'record-fact', body: { initiative, fact }, target: `${initiative} ${fact.key} ${fact.eventId}` }));
};

/** A new link brings all facts that are already known of what it links. */
export const whenInitiativeLinkedThenRecordKnownFacts: Policy = {
  name: 'when-initiative-linked-then-record-known-facts',
  startFrom: 'beginning',
  on: [
    when(initiativeProposedV1, (event, tx: Transaction) => link(tx, event.workspace, event.stream, event.stream)),
    when(initiativeKpiLinkedV1, (event, tx: Transaction) => link(tx, event.workspace, event.stream, event.data.kpi)),
    when(initiativeDatasetLinkedV1, (event, tx: Transaction) => link(tx, event.workspace, event.stream, event.data.dataset)),
  ],
};
