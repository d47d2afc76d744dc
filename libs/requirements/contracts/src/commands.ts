import { Type, type Static } from 'typebox';
import { defineCommand, UUID_PATTERN, type CommandContract, type RefusalSentences } from '@throughline/kernel';
import { kpiDefinition } from './kpi-definition.ts';
import { modelSource, namedActor, phase, question, reason, streamId, subject } from './shared.ts';

const kpiInput = Type.Omit(kpiDefinition, ['procedureDigest'], { additionalProperties: false });
const kpiInputExample: Static<typeof kpiInput> = {
  name: 'Late flights among those warned of', metric: { name: 'recall-at-share', share: 0.3 }, unit: 'ratio', direction: 'higher',
  window: 'iso-week', segment: 'all flights', procedure: { label: 'late', expression: 'delay > 15', columns: ['delay'] },
  guards: [{ metric: 'calibration-error', atMost: 0.05 }],
};

const proposeInitiativeBody = Type.Object({
  name: Type.String({ minLength: 3, maxLength: 120 }), problem: reason, owner: Type.Optional(namedActor), sponsor: namedActor, modelSource, predictionMoment: reason,
}, { additionalProperties: false });
export type ProposeInitiativeBody = Static<typeof proposeInitiativeBody>;
export const proposeInitiative = defineCommand<ProposeInitiativeBody>({
  context: 'requirements', name: 'propose-initiative', summary: 'Proposes an initiative.', roles: ['product-owner'], concurrency: 'creates',
  schema: proposeInitiativeBody,
  example: { name: 'Warn passengers of late arrivals', problem: 'One flight in five is late and nobody is warned.', sponsor: 'human:sam', modelSource: 'own', predictionMoment: '00:00 of the flight day' },
});

const answerQualificationQuestionBody = Type.Object({
  initiative: streamId, question, answer: Type.Enum(['yes', 'no', 'unknown']), rationale: reason,
  links: Type.Optional(Type.Array(Type.String({ maxLength: 500 }), { maxItems: 20 })),
  followUp: Type.Optional(Type.Object({ owner: namedActor, due: Type.String({ format: 'date' }) }, { additionalProperties: false })),
}, { additionalProperties: false });
export type AnswerQualificationQuestionBody = Static<typeof answerQualificationQuestionBody>;
export const answerQualificationQuestion = defineCommand<AnswerQualificationQuestionBody>({
  context: 'requirements', name: 'answer-qualification-question', summary: 'Answers one of the six questions, or answers it anew.', roles: ['product-owner'], concurrency: 'commutes',
  schema: answerQualificationQuestionBody,
  example: { initiative: 'initiative-3f0c6d2a-6c3d-5f3e-9d0a-0d9a4b7a1c11', question: 'benefit', answer: 'yes', rationale: 'A model can rank better than yesterday does.' },
});

const assignInitiativeRoleBody = Type.Object({
  initiative: streamId, role: Type.Enum(['data-steward', 'ml-engineer', 'approver']), person: namedActor,
}, { additionalProperties: false });
export type AssignInitiativeRoleBody = Static<typeof assignInitiativeRoleBody>;
export const assignInitiativeRole = defineCommand<AssignInitiativeRoleBody>({
  context: 'requirements', name: 'assign-initiative-role', summary: 'Gives a person a role in the initiative.', roles: ['product-owner'], concurrency: 'commutes',
  schema: assignInitiativeRoleBody,
  example: { initiative: 'initiative-3f0c6d2a-6c3d-5f3e-9d0a-0d9a4b7a1c11', role: 'ml-engineer', person: 'human:eve' },
});

const decideQualificationBody = Type.Object({
  initiative: streamId, decision: Type.Enum(['go', 'no-go']), reason,
}, { additionalProperties: false });
export type DecideQualificationBody = Static<typeof decideQualificationBody>;
export const decideQualification = defineCommand<DecideQualificationBody>({
  context: 'requirements', name: 'decide-qualification', summary: 'Decides go or no-go, by a second person.', roles: ['approver'], concurrency: 'changes',
  schema: decideQualificationBody,
  example: { initiative: 'initiative-3f0c6d2a-6c3d-5f3e-9d0a-0d9a4b7a1c11', decision: 'go', reason: 'All questions are answered with yes.' },
});

const linkInitiativeKpiBody = Type.Object({
  initiative: streamId, kpi: streamId,
}, { additionalProperties: false });
export type LinkInitiativeKpiBody = Static<typeof linkInitiativeKpiBody>;
export const linkInitiativeKpi = defineCommand<LinkInitiativeKpiBody>({
  context: 'requirements', name: 'link-initiative-kpi', summary: 'Says that a KPI decides whether the initiative succeeds.', roles: ['product-owner'], concurrency: 'commutes',
  schema: linkInitiativeKpiBody,
  example: { initiative: 'initiative-3f0c6d2a-6c3d-5f3e-9d0a-0d9a4b7a1c11', kpi: 'kpi-5a1f8f60-27b4-5b0b-8c39-2a3f9d3c5e21' },
});

const linkInitiativeDatasetBody = Type.Object({
  initiative: streamId, dataset: streamId,
}, { additionalProperties: false });
export type LinkInitiativeDatasetBody = Static<typeof linkInitiativeDatasetBody>;
export const linkInitiativeDataset = defineCommand<LinkInitiativeDatasetBody>({
  context: 'requirements', name: 'link-initiative-dataset', summary: 'Says that a dataset feeds the initiative.', roles: ['product-owner'], concurrency: 'commutes',
  schema: linkInitiativeDatasetBody,
  example: { initiative: 'initiative-3f0c6d2a-6c3d-5f3e-9d0a-0d9a4b7a1c11', dataset: 'dataset-0e5c2f2e-5d0f-5d0c-9a55-9b8f2d7a1b31' },
});

const defineKpiBody = Type.Object({
  definition: kpiInput,
}, { additionalProperties: false });
export type DefineKpiBody = Static<typeof defineKpiBody>;
export const defineKpi = defineCommand<DefineKpiBody>({
  context: 'requirements', name: 'define-kpi', summary: 'Defines a KPI.', roles: ['product-owner'], concurrency: 'creates',
  schema: defineKpiBody,
  example: { definition: kpiInputExample },
});

const reviseKpiBody = Type.Object({
  kpi: streamId, definition: kpiInput, reason,
}, { additionalProperties: false });
export type ReviseKpiBody = Static<typeof reviseKpiBody>;
export const reviseKpi = defineCommand<ReviseKpiBody>({
  context: 'requirements', name: 'revise-kpi', summary: 'Defines a KPI anew: a new version without baseline and target.', roles: ['product-owner'], concurrency: 'changes',
  schema: reviseKpiBody,
  example: { kpi: 'kpi-5a1f8f60-27b4-5b0b-8c39-2a3f9d3c5e21', definition: kpiInputExample, reason: 'The warned share follows the call centre.' },
});

const recordKpiBaselineBody = Type.Object({
  kpi: streamId, evaluation: streamId,
}, { additionalProperties: false });
export type RecordKpiBaselineBody = Static<typeof recordKpiBaselineBody>;
export const recordKpiBaseline = defineCommand<RecordKpiBaselineBody>({
  context: 'requirements', name: 'record-kpi-baseline', summary: 'Takes the baseline from a measured evaluation, never from input.', roles: ['product-owner'], concurrency: 'changes',
  schema: recordKpiBaselineBody,
  example: { kpi: 'kpi-5a1f8f60-27b4-5b0b-8c39-2a3f9d3c5e21', evaluation: 'evaluation-1c2d3e4f-5a6b-5c7d-8e9f-0a1b2c3d4e61' },
});

const setKpiTargetBody = Type.Object({
  kpi: streamId, target: Type.Number(),
}, { additionalProperties: false });
export type SetKpiTargetBody = Static<typeof setKpiTargetBody>;
export const setKpiTarget = defineCommand<SetKpiTargetBody>({
  context: 'requirements', name: 'set-kpi-target', summary: 'Sets the target; it must beat the baseline.', roles: ['product-owner'], concurrency: 'changes',
  schema: setKpiTargetBody,
  example: { kpi: 'kpi-5a1f8f60-27b4-5b0b-8c39-2a3f9d3c5e21', target: 0.43 },
});

const requestGateBody = Type.Object({
  initiative: streamId, phase, subject: Type.Optional(subject),
}, { additionalProperties: false });
export type RequestGateBody = Static<typeof requestGateBody>;
export const requestGate = defineCommand<RequestGateBody>({
  context: 'requirements', name: 'request-gate', summary: 'Asks for the gate of the next phase to be decided.', roles: ['ml-engineer', 'product-owner'], concurrency: 'commutes',
  schema: requestGateBody,
  example: { initiative: 'initiative-3f0c6d2a-6c3d-5f3e-9d0a-0d9a4b7a1c11', phase: 'poc' },
});

const decideGateBody = Type.Object({
  initiative: streamId, request: Type.String({ pattern: UUID_PATTERN }), decision: Type.Enum(['pass', 'fail']), reason,
}, { additionalProperties: false });
export type DecideGateBody = Static<typeof decideGateBody>;
export const decideGate = defineCommand<DecideGateBody>({
  context: 'requirements', name: 'decide-gate', summary: 'Decides a requested gate, by a second person.', roles: ['approver'], concurrency: 'changes',
  schema: decideGateBody,
  example: { initiative: 'initiative-3f0c6d2a-6c3d-5f3e-9d0a-0d9a4b7a1c11', request: '2f1e0d9c-8b7a-5968-8574-6352413f2e1d', decision: 'pass', reason: 'Every criterion holds.' },
});

/** Every public command of this context. */
export const requirementsCommands = [
  proposeInitiative,
  answerQualificationQuestion,
  assignInitiativeRole,
  decideQualification,
  linkInitiativeKpi,
  linkInitiativeDataset,
  defineKpi,
  reviseKpi,
  recordKpiBaseline,
  setKpiTarget,
  requestGate,
  decideGate,
] satisfies readonly CommandContract[];

/** The sentence that each refusal of this context becomes. */
export const requirementsRefusals: RefusalSentences = {
  'REQUIREMENTS.NO_SUCH_INITIATIVE': 'There is no such initiative in this workspace.',
  'REQUIREMENTS.NO_SUCH_KPI': 'There is no such KPI in this workspace.',
  'REQUIREMENTS.SECOND_PERSON_NEEDED': 'A second person must decide: {actor} has had a hand in it as {part}.',
  'REQUIREMENTS.ALREADY_DECIDED': 'The qualification was decided already: {status}.',
  'REQUIREMENTS.QUALIFICATION_INCOMPLETE': 'Go needs every question answered, and none with no.',
  'REQUIREMENTS.FOLLOW_UP_NEEDED': 'The answer unknown to {question} needs somebody who finds out, and a date.',
  'REQUIREMENTS.BASELINE_MISSING': 'A target needs a measured baseline of this KPI version first.',
  'REQUIREMENTS.BASELINE_UNDEFINED': 'Evaluation {evaluation} has no value for this KPI: {reason}.',
  'REQUIREMENTS.EVALUATION_UNKNOWN': 'Evaluation {evaluation} is not known to have been measured for this KPI.',
  'REQUIREMENTS.EVALUATION_NOT_A_BASELINE': 'Evaluation {evaluation} scored a model; a baseline is a ranking without one.',
  'REQUIREMENTS.TARGET_DOES_NOT_BEAT_BASELINE': 'The target {target} does not beat the baseline {baseline}; {direction} is better.',
  'REQUIREMENTS.NOT_APPROVED': 'The initiative was not approved; decide its qualification first.',
  'REQUIREMENTS.WRONG_PHASE': 'The next phase after {current} is {next}, not {requested}.',
  'REQUIREMENTS.SUBJECT_NEEDED': 'The gate to {phase} speaks of a model version: name it.',
  'REQUIREMENTS.NO_SUCH_REQUEST': 'There is no open request {request} for a gate of this initiative.',
  'REQUIREMENTS.CRITERIA_NOT_MET': 'The gate to {phase} cannot be passed. Criteria that do not hold: {count}.',
};
