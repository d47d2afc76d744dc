import { accept, reject, rejectForNow, sameSubject, subjectKey, type Decision } from '@throughline/kernel';
import { inProduction, type ModelCommand, type ModelEvent, type NamedModel } from './model.ts';
import { subjectInWords } from './subject-in-words.ts';
import { weighEvidence } from './weigh-evidence.ts';

type RequestPromotion = Extract<ModelCommand, { type: 'RequestPromotion' }>;
type Refusal = 'REGISTRY.NO_SUCH_MODEL_VERSION' | 'REGISTRY.ALREADY_IN_PRODUCTION' | 'REGISTRY.EVIDENCE_MISSING';

/** A request is only made with complete evidence about the very subject; the decision checks it again. */
export const requestPromotion = ({ data, meta }: RequestPromotion, state: NamedModel): Decision<ModelEvent, Refusal> => {
  const { subject, environment, reason, facts } = data;
  const number = state.numbers.get(subjectKey(subject));
  const { version } = facts;
  if (!number || version.status !== 'registered' || !sameSubject(version.registration.subject, subject)) {
    return rejectForNow('REGISTRY.NO_SUCH_MODEL_VERSION', { name: state.name, subject: subjectInWords(subject) });
  }
  if (sameSubject(inProduction(state, environment)?.subject, subject)) return reject('REGISTRY.ALREADY_IN_PRODUCTION', { number, environment });
  const asked = [...state.requests.values()].some((r) => r.status === 'open' && r.environment === environment && sameSubject(r.subject, subject));
  if (asked) return accept();
  const { missing, evidence } = weighEvidence(version, facts);
  if (!evidence) return rejectForNow('REGISTRY.EVIDENCE_MISSING', { number, name: state.name, environment, count: missing.length, missing });
  const { model, kpi } = version.registration;
  return accept({ type: 'PromotionRequested', data: { promotion: meta.commandId, model, name: state.name, kpi, subject, number, environment, evidence, reason } });
};
