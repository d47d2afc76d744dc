import { accept, isSecondPerson, reject, rejectForNow, type Decision, type MissingItem } from '@throughline/kernel';
import { evaluateGate } from './evaluate-criteria.ts';
import type { OpenRequest, PhaseGate, PhaseGateCommand, PhaseGateEvent, Verdict } from './phase-gate.ts';

type DecideGate = Extract<PhaseGateCommand, { type: 'DecideGate' }>;
type Refusal = 'REQUIREMENTS.NO_SUCH_REQUEST' | 'REQUIREMENTS.SECOND_PERSON_NEEDED' | 'REQUIREMENTS.CRITERIA_NOT_MET';

const partsIn = (command: DecideGate, request: OpenRequest, verdicts: readonly Verdict[]): ReadonlyMap<string, string> => new Map([
  ...verdicts.flatMap((v) => (v.fact?.authors ?? []).map((author) => [author, 'author of evidence'] as const)),
  ...command.data.standing.involved.map(({ actor, part }) => [actor, part] as const),
  [request.requestedBy, 'requester'] as const,
]);

const missingItem = (verdict: Verdict): MissingItem => ({
  key: verdict.criterion, what: `${verdict.title}: ${verdict.result}`, remedy: verdict.remedy, threshold: verdict.threshold, value: verdict.fact?.value ?? null,
});

/** Passes only when every criterion holds at this moment; the decision keeps policy version, subject and verdicts. */
export const decideGate = (command: DecideGate, state: PhaseGate): Decision<PhaseGateEvent, Refusal> => {
  const { data, meta } = command;
  const request = state.request;
  if (!request || request.request !== data.request) return reject('REQUIREMENTS.NO_SUCH_REQUEST', { request: data.request });
  const verdicts = evaluateGate(data.policy, request.phase, state.facts.values(), request.subject, meta.now);
  const parts = partsIn(command, request, verdicts);
  if (!isSecondPerson(meta.actor, parts.keys())) {
    return reject('REQUIREMENTS.SECOND_PERSON_NEEDED', { actor: meta.actor, part: parts.get(meta.actor) ?? 'no human' });
  }
  const settled = {
    initiative: data.initiative, request: request.request, phase: request.phase, subject: request.subject,
    policyVersion: data.policy.version, verdicts, reason: data.reason,
  };
  if (data.decision === 'fail') return accept({ type: 'GateFailed', data: settled });
  const missing = verdicts.filter((v) => v.result !== 'satisfied').map(missingItem);
  if (missing.length) return rejectForNow('REQUIREMENTS.CRITERIA_NOT_MET', { phase: request.phase, count: missing.length, missing });
  return accept(
    { type: 'GatePassed', data: settled },
    { type: 'PhaseEntered', data: { initiative: data.initiative, phase: request.phase, subject: request.subject } },
  );
};
