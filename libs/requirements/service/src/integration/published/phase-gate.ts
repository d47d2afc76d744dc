import {
  criterionBecameStaleV1, criterionSatisfiedV1, criterionViolatedV1, factRecordedV1, gateFailedV1, gatePassedV1, gateRequestedV1, phaseAtRiskV1,
  phaseEnteredV1, phaseRiskEndedV1, type Fact as PublicFact, type Verdict as PublicVerdict,
} from '@throughline/requirements-contracts';
import type { Fact, PhaseGateEvent, Verdict } from '@throughline/requirements-domain';
import { publish, type Publishing } from '@throughline/commands';

const factOf = (fact: Fact): PublicFact => ({ ...fact, authors: [...fact.authors] });
const verdictOf = (verdict: Verdict): PublicVerdict => ({ ...verdict, fact: verdict.fact && factOf(verdict.fact) });
const verdictsOf = <D extends { readonly verdicts: readonly Verdict[] }>(data: D) => ({ ...data, verdicts: data.verdicts.map(verdictOf) });
const judged = <D extends { readonly verdict: Verdict }>(data: D) => ({ ...data, verdict: verdictOf(data.verdict) });

export const publishPhaseGate: Publishing<PhaseGateEvent> = {
  FactRecorded: (data) => publish(factRecordedV1, { ...data, fact: factOf(data.fact) }),
  CriterionSatisfied: (data) => publish(criterionSatisfiedV1, judged(data)),
  CriterionViolated: (data) => publish(criterionViolatedV1, judged(data)),
  CriterionBecameStale: (data) => publish(criterionBecameStaleV1, judged(data)),
  GateRequested: (data) => publish(gateRequestedV1, verdictsOf(data)),
  GatePassed: (data) => publish(gatePassedV1, verdictsOf(data)),
  GateFailed: (data) => publish(gateFailedV1, verdictsOf(data)),
  PhaseEntered: (data) => publish(phaseEnteredV1, data),
  PhaseAtRisk: (data) => publish(phaseAtRiskV1, { ...data, causes: data.causes.map(verdictOf) }),
  PhaseRiskEnded: (data) => publish(phaseRiskEndedV1, data),
};
