import { accept, isHuman, reject, sameSubject, type Decision } from '@throughline/kernel';
import { beforeOusting, type ModelCommand, type ModelEvent, type NamedModel } from './model.ts';

type RollBackModelVersion = Extract<ModelCommand, { type: 'RollBackModelVersion' }>;
type Refusal = 'REGISTRY.PERSON_NEEDED' | 'REGISTRY.NOTHING_TO_ROLL_BACK_TO';

/** One person is enough: it leads only to what a second person had let in before, and the ousted version needs a new promotion. */
export const rollBackModelVersion = ({ data, meta }: RollBackModelVersion, state: NamedModel): Decision<ModelEvent, Refusal> => {
  const { model, environment, reason } = data;
  if (!isHuman(meta.actor)) return reject('REGISTRY.PERSON_NEEDED', { actor: meta.actor });
  const served = state.served.get(environment) ?? [];
  const ousted = served.at(-1);
  const target = ousted && beforeOusting(served, ousted.subject).at(-1);
  if (!ousted || !target) return reject('REGISTRY.NOTHING_TO_ROLL_BACK_TO', { environment });
  const { name } = state;
  // A request from before the rollback would bring the ousted version back without a new one.
  const overtaken = [...state.requests.values()].filter((r) => r.status === 'open' && r.environment === environment && sameSubject(r.subject, ousted.subject));
  return accept<ModelEvent>(
    { type: 'ModelVersionRolledBack', data: { model, name, environment, subject: target.subject, number: target.number, kpi: target.kpi, previous: ousted.subject, reason } },
    ...overtaken.map(({ requestedBy: _, status: __, kpi: ___, ...about }) => ({ type: 'PromotionWithdrawn', data: { ...about, reason } }) as const),
  );
};
