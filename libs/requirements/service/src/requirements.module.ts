import { requirementsEvents } from '@throughline/requirements-contracts';
import type { ContextDefinition } from '@throughline/context';
import { Initiatives } from './aggregates/initiatives.ts';
import { Kpis } from './aggregates/kpis.ts';
import { PhaseGates } from './aggregates/phase-gates.ts';
import { commands, handlers } from './commands/index.ts';
import { eventBackbone } from './migrations/1764072000000-event-backbone.ts';
import { factsAndMeasurements } from './migrations/1764072000001-facts-and-measurements.ts';
import { whenFactObservedThenRecordFact } from './policies/when-fact-observed-then-record-fact.ts';
import { whenInitiativeLinkedThenRecordKnownFacts } from './policies/when-initiative-linked-then-record-known-facts.ts';
import { whenModelVersionRegisteredThenLinkModel } from './policies/when-model-version-registered-then-link-model.ts';
import { whenMonitorActivatedThenLinkMonitor } from './policies/when-monitor-activated-then-link-monitor.ts';
import { measurements } from './read-models/measurements/measurements.ts';

/** Composition root of the requirements context. */
export const requirementsContext: ContextDefinition = {
  name: 'requirements',
  events: requirementsEvents,
  migrations: [eventBackbone, factsAndMeasurements],
  aggregates: [Initiatives, Kpis, PhaseGates],
  commands,
  handlers,
  readModels: [measurements],
  policies: [
    whenFactObservedThenRecordFact, whenInitiativeLinkedThenRecordKnownFacts, whenModelVersionRegisteredThenLinkModel, whenMonitorActivatedThenLinkMonitor,
  ],
};
