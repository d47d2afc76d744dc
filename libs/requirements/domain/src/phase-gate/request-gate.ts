import { accept, reject, sameSubject, type Decision } from '@throughline/kernel';
import { evaluateGate } from './evaluate-criteria.ts';
import { PHASE_ORDER } from './gate-policy.ts';
import type { PhaseGate, PhaseGateCommand, PhaseGateEvent } from './phase-gate.ts';

type RequestGate = Extract<PhaseGateCommand, { type: 'RequestGate' }>;
type Refusal = 'REQUIREMENTS.NOT_APPROVED' | 'REQUIREMENTS.WRONG_PHASE' | 'REQUIREMENTS.SUBJECT_NEEDED';

/** Anybody in charge may ask at any time; whether the criteria hold is seen in the verdicts and decides later. */
export const requestGate = ({ data, meta }: RequestGate, state: PhaseGate): Decision<PhaseGateEvent, Refusal> => {
  const next = PHASE_ORDER[PHASE_ORDER.indexOf(state.phase) + 1];
  if (!data.standing.approved) return reject('REQUIREMENTS.NOT_APPROVED');
  const { phase, policy } = data;
  if (phase === 'qualification' || phase !== next) {
    return reject('REQUIREMENTS.WRONG_PHASE', { current: state.phase, next: next ?? 'none', requested: phase });
  }
  if (!data.subject && policy.gates[phase].some((c) => c.subject === 'current')) return reject('REQUIREMENTS.SUBJECT_NEEDED', { phase });
  if (state.request?.phase === phase && (sameSubject(state.request.subject, data.subject) || state.request.subject === data.subject)) return accept();
  return accept({ type: 'GateRequested', data: {
    initiative: data.initiative, request: meta.commandId, phase, subject: data.subject, policyVersion: policy.version,
    verdicts: evaluateGate(policy, phase, state.facts.values(), data.subject, meta.now),
  } });
};
