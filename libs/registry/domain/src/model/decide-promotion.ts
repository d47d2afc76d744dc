import { accept, isSecondPerson, reject, rejectForNow, sameSubject, type Decision } from '@throughline/kernel';
import { involvedIn } from './involved.ts';
import { inProduction, type ModelCommand, type ModelEvent, type NamedModel } from './model.ts';
import { subjectInWords } from './subject-in-words.ts';
import { weighEvidence } from './weigh-evidence.ts';

type DecidePromotion = Extract<ModelCommand, { type: 'DecidePromotion' }>;
type Refusal =
  | 'REGISTRY.NO_SUCH_PROMOTION' | 'REGISTRY.NO_SUCH_MODEL_VERSION' | 'REGISTRY.PROMOTION_SETTLED' | 'REGISTRY.SECOND_PERSON_NEEDED'
  | 'REGISTRY.ALREADY_IN_PRODUCTION' | 'REGISTRY.EVIDENCE_MISSING';

export const decidePromotion = ({ data, meta }: DecidePromotion, state: NamedModel): Decision<ModelEvent, Refusal> => {
  const { promotion, decision, reason, facts } = data;
  const request = state.requests.get(promotion);
  if (!request || !facts) return reject('REGISTRY.NO_SUCH_PROMOTION', { promotion });
  const { version } = facts;
  if (version.status !== 'registered' || !sameSubject(version.registration.subject, request.subject)) {
    return rejectForNow('REGISTRY.NO_SUCH_MODEL_VERSION', { name: state.name, subject: subjectInWords(request.subject) });
  }
  const parts = involvedIn(request, version, facts);
  if (!isSecondPerson(meta.actor, parts.keys())) {
    return reject('REGISTRY.SECOND_PERSON_NEEDED', { actor: meta.actor, part: parts.get(meta.actor) ?? 'no human' });
  }
  const { requestedBy: _, status, kpi, ...about } = request;
  if (status === (decision === 'promote' ? 'promoted' : 'declined')) return accept();
  if (status !== 'open') return reject('REGISTRY.PROMOTION_SETTLED', { status });
  if (decision === 'decline') return accept({ type: 'PromotionDeclined', data: { ...about, reason } });
  const { environment, number, name } = request;
  const serving = inProduction(state, environment);
  if (sameSubject(serving?.subject, request.subject)) return reject('REGISTRY.ALREADY_IN_PRODUCTION', { number, environment });
  // The request may be old: what has gone stale since then counts now.
  const { missing, evidence } = weighEvidence(version, facts);
  if (!evidence) return rejectForNow('REGISTRY.EVIDENCE_MISSING', { number, name, environment, count: missing.length, missing });
  return accept({ type: 'ModelVersionPromoted', data: { ...about, kpi, reason, previous: serving?.subject ?? null, evaluation: evidence.evaluation, evidence } });
};
