import { accept, reject, rejectForNow, subjectKey, type Decider, type Decision } from '@throughline/kernel';
import { decidePromotion } from './decide-promotion.ts';
import { evolveModel, initialModel, type Model, type ModelCommand, type ModelEvent, type NamedModel } from './model.ts';
import { requestPromotion } from './request-promotion.ts';
import { rollBackModelVersion } from './roll-back-model-version.ts';

export type ModelRefusal =
  | 'REGISTRY.NO_SUCH_MODEL' | 'REGISTRY.NO_SUCH_MODEL_VERSION' | 'REGISTRY.EVIDENCE_MISSING' | 'REGISTRY.ALREADY_IN_PRODUCTION'
  | 'REGISTRY.NO_SUCH_PROMOTION' | 'REGISTRY.PROMOTION_SETTLED' | 'REGISTRY.SECOND_PERSON_NEEDED' | 'REGISTRY.NOT_THE_REQUESTER'
  | 'REGISTRY.PERSON_NEEDED' | 'REGISTRY.NOTHING_TO_ROLL_BACK_TO';

type ModelDecision = Decision<ModelEvent, ModelRefusal>;

const numberVersion = ({ data }: Extract<ModelCommand, { type: 'NumberModelVersion' }>, state: Model): ModelDecision => {
  const named: ModelEvent[] = state.status === 'unnamed' ? [{ type: 'ModelNamed', data: { name: data.name } }] : [];
  const numbers = state.status === 'unnamed' ? new Map<string, number>() : state.numbers;
  // A number is never taken back, so counting is enough for the next one.
  return numbers.has(subjectKey(data.subject)) ? accept() : accept(...named, { type: 'ModelVersionNumbered', data: { ...data, number: numbers.size + 1 } });
};

const withdraw = ({ data, meta }: Extract<ModelCommand, { type: 'WithdrawPromotion' }>, state: NamedModel): ModelDecision => {
  const request = state.requests.get(data.promotion);
  if (!request) return reject('REGISTRY.NO_SUCH_PROMOTION', { promotion: data.promotion });
  const { requestedBy, status, kpi: _, ...about } = request;
  if (!requestedBy.includes(meta.actor)) return reject('REGISTRY.NOT_THE_REQUESTER');
  if (status === 'withdrawn') return accept();
  if (status !== 'open') return reject('REGISTRY.PROMOTION_SETTLED', { status });
  return accept({ type: 'PromotionWithdrawn', data: { ...about, reason: data.reason } });
};

const decide = (command: ModelCommand, state: Model): ModelDecision => {
  if (command.type === 'NumberModelVersion') return numberVersion(command, state);
  // A model is there once a run of it succeeded, which this context may learn a moment later.
  if (state.status === 'unnamed') return rejectForNow('REGISTRY.NO_SUCH_MODEL');
  switch (command.type) {
    case 'RequestPromotion':
      return requestPromotion(command, state);
    case 'DecidePromotion':
      return decidePromotion(command, state);
    case 'WithdrawPromotion':
      return withdraw(command, state);
    case 'RollBackModelVersion':
      return rollBackModelVersion(command, state);
  }
};

export const modelDecider: Decider<ModelCommand, Model, ModelEvent, ModelRefusal> = { initialState: initialModel, decide, evolve: evolveModel };
