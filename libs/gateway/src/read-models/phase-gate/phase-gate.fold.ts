import type { Actor, Subject } from '@throughline/kernel';
import { sameSubject, when } from '@throughline/kernel';
import type { Fact, Phase, Verdict } from '@throughline/requirements-contracts';
import {
  criterionBecameStaleV1, criterionSatisfiedV1, criterionViolatedV1, factRecordedV1, gateFailedV1, gatePassedV1, gateRequestedV1, phaseAtRiskV1,
  phaseEnteredV1, phaseRiskEndedV1,
} from '@throughline/requirements-contracts';
import { text } from '../columns.ts';
import { fold } from '../fold.ts';

/** A gate as it was asked for and, once decided, what it was decided on. */
export interface GateRequestDocument {
  readonly request: string;
  readonly phase: Phase;
  readonly subject: Subject | null;
  readonly policyVersion: number;
  readonly requestedBy: Actor;
  readonly requestedAt: string;
  readonly state: 'requested' | 'passed' | 'failed';
  readonly verdicts: readonly Verdict[];
  readonly decidedBy: Actor | null;
  readonly decidedAt: string | null;
  readonly reason: string | null;
}

export interface PhaseGateDocument {
  readonly initiative: string;
  readonly phase: Phase;
  readonly enteredAt: string | null;
  readonly risk: { readonly since: string; readonly subject: Subject | null; readonly causes: readonly Verdict[] } | null;
  /** Last verdict of each criterion, by phase. */
  readonly criteria: readonly (Verdict & { readonly phase: Phase; readonly at: string })[];
  readonly facts: readonly Fact[];
  readonly requests: readonly GateRequestDocument[];
}

type Judged = { readonly phase: Phase; readonly verdict: Verdict };
type Settled = { readonly request: string; readonly verdicts: readonly Verdict[]; readonly reason: string };

const judged = (doc: PhaseGateDocument, { phase, verdict }: Judged, at: string): PhaseGateDocument => ({
  ...doc, criteria: [...doc.criteria.filter((c) => c.phase !== phase || c.criterion !== verdict.criterion), { ...verdict, phase, at }],
});

const settled = (doc: PhaseGateDocument, data: Settled, state: 'passed' | 'failed', by: Actor, at: string): PhaseGateDocument => ({
  ...doc, requests: doc.requests.map((r) => (r.request === data.request ? { ...r, state, verdicts: data.verdicts, decidedBy: by, decidedAt: at, reason: data.reason } : r)),
});

// Never by JSON text: the database orders the members of a document anew.
const sameFact = (a: Fact, b: Fact): boolean =>
  a.key === b.key && a.source === b.source && (a.subject === b.subject || sameSubject(a.subject, b.subject));

export const phaseGate = fold<PhaseGateDocument>({
  name: 'phase-gate', version: 1,
  columns: { initiative: text((doc) => doc.initiative), phase: text((doc) => doc.phase) },
  blank: (event) => ({
    initiative: (event.data as { initiative: string }).initiative, phase: 'qualification', enteredAt: null, risk: null, criteria: [], facts: [], requests: [],
  }),
  on: [
    when(factRecordedV1, ({ data }, doc) => ({ ...doc, facts: [...doc.facts.filter((f) => !sameFact(f, data.fact)), data.fact] })),
    when(criterionSatisfiedV1, ({ data, time }, doc) => judged(doc, data, time)),
    when(criterionViolatedV1, ({ data, time }, doc) => judged(doc, data, time)),
    when(criterionBecameStaleV1, ({ data, time }, doc) => judged(doc, data, time)),
    when(gateRequestedV1, ({ data, actor, time }, doc) => ({ ...doc, requests: [...doc.requests, {
      request: data.request, phase: data.phase, subject: data.subject, policyVersion: data.policyVersion, requestedBy: actor, requestedAt: time,
      state: 'requested', verdicts: data.verdicts, decidedBy: null, decidedAt: null, reason: null,
    }] })),
    when(gatePassedV1, ({ data, actor, time }, doc) => settled(doc, data, 'passed', actor, time)),
    when(gateFailedV1, ({ data, actor, time }, doc) => settled(doc, data, 'failed', actor, time)),
    when(phaseEnteredV1, ({ data, time }, doc) => ({ ...doc, phase: data.phase, enteredAt: time, risk: null })),
    when(phaseAtRiskV1, ({ data, time }, doc) => ({ ...doc, risk: { since: time, subject: data.subject, causes: data.causes } })),
    when(phaseRiskEndedV1, (_, doc) => ({ ...doc, risk: null })),
  ],
});
