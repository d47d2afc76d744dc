import { Type, type Static } from 'typebox';
import { defineCommand, type CommandContract, type RefusalSentences } from '@throughline/kernel';
import { environment, reason, streamId, subject, uuid } from './shared.ts';

const model = 'model-7b8c9d10-1e2f-5a3b-8c4d-5e6f7a8b9c41';
const promotion = '2f1e0d9c-8b7a-5968-8574-6352413f2e1d';

const requestPromotionBody = Type.Object({ model: streamId, subject, environment, reason }, { additionalProperties: false });
export type RequestPromotionBody = Static<typeof requestPromotionBody>;
export const requestPromotion = defineCommand<RequestPromotionBody>({
  context: 'registry', name: 'request-promotion', summary: 'Asks for a model version to be put into an environment; refused with what is missing.',
  roles: ['ml-engineer'], concurrency: 'commutes', schema: requestPromotionBody,
  example: { model, subject: { kind: 'artifact', digest: `sha256:${'a'.repeat(64)}` }, environment: 'production', reason: 'Beats the baseline by nine points.' },
});

const decidePromotionBody = Type.Object({
  model: streamId, promotion: uuid, decision: Type.Enum(['promote', 'decline']), reason,
}, { additionalProperties: false });
export type DecidePromotionBody = Static<typeof decidePromotionBody>;
export const decidePromotion = defineCommand<DecidePromotionBody>({
  context: 'registry', name: 'decide-promotion', summary: 'Decides a requested promotion, by a second person; the evidence is checked again.',
  roles: ['approver'], concurrency: 'changes', schema: decidePromotionBody,
  example: { model, promotion, decision: 'promote', reason: 'The evidence holds.' },
});

const withdrawPromotionBody = Type.Object({ model: streamId, promotion: uuid, reason }, { additionalProperties: false });
export type WithdrawPromotionBody = Static<typeof withdrawPromotionBody>;
export const withdrawPromotion = defineCommand<WithdrawPromotionBody>({
  context: 'registry', name: 'withdraw-promotion', summary: 'Takes back an open promotion request, by whoever made it.',
  roles: ['ml-engineer'], concurrency: 'commutes', schema: withdrawPromotionBody,
  example: { model, promotion, reason: 'A better version is on its way.' },
});

const rollBackModelVersionBody = Type.Object({ model: streamId, environment, reason }, { additionalProperties: false });
export type RollBackModelVersionBody = Static<typeof rollBackModelVersionBody>;
export const rollBackModelVersion = defineCommand<RollBackModelVersionBody>({
  context: 'registry', name: 'roll-back-model-version', summary: 'Puts the version that served before back into the environment; one person is enough.',
  roles: ['ml-engineer', 'approver', 'sre'], concurrency: 'changes', schema: rollBackModelVersionBody,
  example: { model, environment: 'production', reason: 'Calibration broke on Monday.' },
});

/** Every public command of this context. */
export const registryCommands = [requestPromotion, decidePromotion, withdrawPromotion, rollBackModelVersion] satisfies readonly CommandContract[];

/** The sentence that each refusal of this context becomes. */
export const registryRefusals: RefusalSentences = {
  'REGISTRY.NO_SUCH_MODEL': 'There is no such model in this workspace.',
  'REGISTRY.NO_SUCH_MODEL_VERSION': 'Model {name} has no version {subject}; a training run must make it first.',
  'REGISTRY.EVIDENCE_MISSING': 'Version {number} of {name} cannot be promoted to {environment} yet. Missing: {count}.',
  'REGISTRY.ALREADY_IN_PRODUCTION': 'Version {number} is in {environment} already.',
  'REGISTRY.NO_SUCH_PROMOTION': 'There is no promotion request {promotion} of this model.',
  'REGISTRY.PROMOTION_SETTLED': 'The promotion was settled already: {status}.',
  'REGISTRY.SECOND_PERSON_NEEDED': 'A second person must decide: {actor} has had a hand in it as {part}.',
  'REGISTRY.NOT_THE_REQUESTER': 'Only who asked for a promotion may take it back; an approver can decline it.',
  'REGISTRY.PERSON_NEEDED': 'A person must roll back, not {actor}.',
  'REGISTRY.NOTHING_TO_ROLL_BACK_TO': 'No other version served in {environment} before: promote one instead.',
  'REGISTRY.OTHER_KPI': 'This model version was made for KPI {kpi}.',
};
