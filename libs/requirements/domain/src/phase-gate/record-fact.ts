import { accept, sameSubject, type Decision, type Subject } from '@throughline/kernel';
import { evaluateCriterion } from './evaluate-criteria.ts';
import { PHASE_ORDER, type Criterion, type GatePhase, type GatePolicy } from './gate-policy.ts';
import { factKey, PRODUCTION_FACT, resultKey, type Fact, type PhaseGate, type PhaseGateCommand, type PhaseGateEvent, type Verdict } from './phase-gate.ts';

type RecordFact = Extract<PhaseGateCommand, { type: 'RecordFact' }>;

/** Gates whose verdicts are kept up: the one to the next phase, and those the initiative has passed. */
const watchedPhases = (state: PhaseGate): readonly GatePhase[] =>
  PHASE_ORDER.slice(1, PHASE_ORDER.indexOf(state.phase) + 2) as readonly GatePhase[];

const EVENT_OF = { satisfied: 'CriterionSatisfied', violated: 'CriterionViolated', stale: 'CriterionBecameStale' } as const;

/** A fact of monitoring that puts a running phase at risk by itself, whatever the gate's criteria say. */
const RISK_FACT = 'kpi.retrain-requested';

const riskVerdict = (fact: Fact): Verdict => ({
  criterion: 'kpi-met-in-production', title: 'The KPI is met in production', result: 'violated', threshold: `${RISK_FACT} = false`, fact,
  remedy: 'Retrain, compare with the version in production, and promote the better one.',
});

const judge = (initiative: string, policy: GatePolicy, state: PhaseGate, facts: readonly Fact[], affected: (criterion: Criterion) => boolean,
  moved: boolean, now: string) =>
  watchedPhases(state).flatMap((phase) => policy.gates[phase].filter(affected).flatMap((criterion): PhaseGateEvent[] => {
    const subject = state.request?.phase === phase ? state.request.subject : state.production;
    const verdict = evaluateCriterion(criterion, facts, subject, now);
    // The same result about another model version is another verdict: it stands on other evidence.
    const same = verdict.result === state.results.get(resultKey(phase, criterion.id)) && !(moved && criterion.subject === 'current');
    if (verdict.result === 'unknown' || same) return [];
    return [{ type: EVENT_OF[verdict.result], data: { initiative, phase, policyVersion: policy.version, verdict } }];
  }));

/** Keeps the fact and re-evaluates only the criteria that depend on it; the same fact again changes nothing. */
export const recordFact = ({ data, meta }: RecordFact, state: PhaseGate): Decision<PhaseGateEvent, never> => {
  const { initiative, policy, fact } = data;
  const known = state.facts.get(factKey(fact));
  if (known && (known.eventId === fact.eventId || known.observedAt > fact.observedAt)) return accept();
  const facts = [...new Map(state.facts).set(factKey(fact), fact).values()];
  const movesProduction = fact.key === PRODUCTION_FACT && !sameSubject(state.production, fact.subject);
  const after: PhaseGate = movesProduction ? { ...state, production: fact.subject } : state;
  const events: PhaseGateEvent[] = [{ type: 'FactRecorded', data: { initiative, fact } }];
  events.push(...judge(initiative, policy, after, facts, (c) => c.fact === fact.key || (movesProduction && c.subject === 'current'), movesProduction, meta.now));
  return accept(...events, ...riskEvents(initiative, policy, after, facts, movesProduction, meta.now));
};

/** What the phase stands on, and lacks: criteria about the model version in production, and the KPI itself. */
const riskCauses = (policy: GatePolicy, phase: GatePhase, production: Subject, facts: readonly Fact[], now: string): readonly Verdict[] => {
  const lacking = policy.gates[phase].filter((c) => c.subject === 'current')
    .map((c) => evaluateCriterion(c, facts, production, now)).filter((v) => v.result !== 'satisfied');
  const missed = facts.filter((f) => f.key === RISK_FACT && f.value === true && sameSubject(f.subject, production));
  return [...lacking, ...missed.map(riskVerdict)];
};

const riskEvents = (initiative: string, policy: GatePolicy, state: PhaseGate, facts: readonly Fact[], movesProduction: boolean, now: string): PhaseGateEvent[] => {
  if (state.phase === 'qualification' || !state.production) return [];
  const causes = riskCauses(policy, state.phase, state.production, facts, now);
  const at = { initiative, phase: state.phase, subject: state.production };
  if (causes.length) return state.atRisk && !movesProduction ? [] : [{ type: 'PhaseAtRisk', data: { ...at, causes } }];
  return state.atRisk ? [{ type: 'PhaseRiskEnded', data: at }] : [];
};
