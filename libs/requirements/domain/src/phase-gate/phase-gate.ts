import { subjectKey, type Command, type Event, type Recorded, type Subject } from '@throughline/kernel';
import type { GatePhase, GatePolicy, Phase } from './gate-policy.ts';

export interface Fact {
  readonly key: string;
  readonly value: boolean | number | string;
  readonly subject: Subject | null;
  readonly source: string;
  readonly eventId: string;
  readonly observedAt: string;
  readonly authors: readonly string[];
}

export interface Verdict {
  readonly criterion: string;
  readonly title: string;
  readonly result: 'satisfied' | 'violated' | 'unknown' | 'stale';
  readonly threshold: string;
  readonly fact: Fact | null;
  readonly remedy: string;
}

/** Whose hand was in the initiative, looked up from its stream: actor → part. */
export interface InitiativeStanding {
  readonly approved: boolean;
  readonly involved: readonly { readonly actor: string; readonly part: string }[];
}

interface Asked {
  readonly initiative: string;
  readonly policy: GatePolicy;
}

export type PhaseGateCommand =
  | Command<'RecordFact', Asked & { readonly fact: Fact }>
  | Command<'RequestGate', Asked & { readonly phase: Phase; readonly subject: Subject | null; readonly standing: InitiativeStanding }>
  | Command<'DecideGate', Asked & {
      readonly request: string; readonly decision: 'pass' | 'fail'; readonly reason: string; readonly standing: InitiativeStanding;
    }>;

type Judged = { readonly initiative: string; readonly phase: GatePhase; readonly policyVersion: number; readonly verdict: Verdict };
type Settled = {
  readonly initiative: string; readonly request: string; readonly phase: GatePhase; readonly subject: Subject | null;
  readonly policyVersion: number; readonly verdicts: readonly Verdict[]; readonly reason: string;
};

export type PhaseGateEvent =
  | Event<'FactRecorded', { readonly initiative: string; readonly fact: Fact }>
  | Event<'CriterionSatisfied', Judged>
  | Event<'CriterionViolated', Judged>
  | Event<'CriterionBecameStale', Judged>
  | Event<'GateRequested', {
      readonly initiative: string; readonly request: string; readonly phase: GatePhase; readonly subject: Subject | null;
      readonly policyVersion: number; readonly verdicts: readonly Verdict[];
    }>
  | Event<'GatePassed', Settled>
  | Event<'GateFailed', Settled>
  | Event<'PhaseEntered', { readonly initiative: string; readonly phase: GatePhase; readonly subject: Subject | null }>
  | Event<'PhaseAtRisk', { readonly initiative: string; readonly phase: GatePhase; readonly subject: Subject | null; readonly causes: readonly Verdict[] }>
  | Event<'PhaseRiskEnded', { readonly initiative: string; readonly phase: GatePhase; readonly subject: Subject | null }>;

export interface OpenRequest {
  readonly request: string;
  readonly phase: GatePhase;
  readonly subject: Subject | null;
  readonly requestedBy: string;
}

export interface PhaseGate {
  readonly phase: Phase;
  /** Newest fact by key, source and subject. */
  readonly facts: ReadonlyMap<string, Fact>;
  /** Last result by phase and criterion. */
  readonly results: ReadonlyMap<string, Verdict['result']>;
  readonly request: OpenRequest | null;
  /** What the current phase was entered with, until another subject is put into production. */
  readonly production: Subject | null;
  readonly atRisk: boolean;
}

export const initialPhaseGate = (): PhaseGate => ({
  phase: 'qualification', facts: new Map(), results: new Map(), request: null, production: null, atRisk: false,
});

export const PRODUCTION_FACT = 'production.subject';

export const factKey = (fact: Pick<Fact, 'key' | 'source' | 'subject'>): string => JSON.stringify([fact.key, fact.source, fact.subject && subjectKey(fact.subject)]);
export const resultKey = (phase: string, criterion: string): string => `${phase}/${criterion}`;

const judged = (state: PhaseGate, data: Judged): PhaseGate =>
  ({ ...state, results: new Map(state.results).set(resultKey(data.phase, data.verdict.criterion), data.verdict.result) });

export const evolvePhaseGate = (state: PhaseGate, event: Recorded<PhaseGateEvent>): PhaseGate => {
  switch (event.type) {
    case 'FactRecorded': {
      const { fact } = event.data;
      const facts = new Map(state.facts).set(factKey(fact), fact);
      return fact.key === PRODUCTION_FACT ? { ...state, facts, production: fact.subject } : { ...state, facts };
    }
    case 'CriterionSatisfied':
      return judged(state, event.data);
    case 'CriterionViolated':
      return judged(state, event.data);
    case 'CriterionBecameStale':
      return judged(state, event.data);
    case 'GateRequested':
      return { ...state, request: { request: event.data.request, phase: event.data.phase, subject: event.data.subject, requestedBy: event.actor } };
    case 'GatePassed':
      return { ...state, request: null };
    case 'GateFailed':
      return { ...state, request: null };
    case 'PhaseEntered':
      return { ...state, phase: event.data.phase, production: event.data.subject ?? state.production, atRisk: false };
    case 'PhaseAtRisk':
      return { ...state, atRisk: true };
    case 'PhaseRiskEnded':
      return { ...state, atRisk: false };
  }
};
