import { command, event, givenThe } from '@throughline/testing';
import { initiativeDecider } from './initiative.decider.ts';
import { QUESTIONS, type Answer, type InitiativeCommand, type InitiativeEvent } from './initiative.ts';

const given = givenThe(initiativeDecider);
const proposal = {
  name: 'Warn passengers', problem: 'Nobody is warned.', owner: 'human:ann', sponsor: 'human:sam', modelSource: 'own', predictionMoment: '00:00 of the flight day',
} as const;
const proposed = event<InitiativeEvent>('InitiativeProposed', proposal).by('ann');
const answer = (over: Partial<Answer> = {}): Answer => ({ question: 'kpis', answer: 'yes', rationale: 'It is measured.', links: [], followUp: null, ...over });
const answered = (over: Partial<Answer> = {}) => event<InitiativeEvent>('QualificationQuestionAnswered', answer(over));
const allAnswered = QUESTIONS.map((question) => answered({ question }).by('ann'));
const decide = (decision: 'go' | 'no-go') => command<InitiativeCommand>('DecideQualification', { decision, reason: 'As the answers say.' });

describe('proposing', () => {
  it('makes the proposer the owner unless another is named', () => {
    const { owner: _, ...unowned } = proposal;
    given().when(command<InitiativeCommand>('ProposeInitiative', unowned).by('ann')).then({ type: 'InitiativeProposed', data: proposal });
  });

  it('changes nothing when asked twice', () => {
    given(proposed).when(command<InitiativeCommand>('ProposeInitiative', proposal).by('ann')).thenNothing();
  });
});

describe('answering', () => {
  it('is refused before anything was proposed', () => {
    given().when(command<InitiativeCommand>('AnswerQualificationQuestion', answer())).thenRefused('REQUIREMENTS.NO_SUCH_INITIATIVE');
  });

  it('records the answer with its reasons', () => {
    given(proposed).when(command<InitiativeCommand>('AnswerQualificationQuestion', answer())).then({ type: 'QualificationQuestionAnswered', data: answer() });
  });

  it('wants somebody who finds out what is unknown', () => {
    given(proposed).when(command<InitiativeCommand>('AnswerQualificationQuestion', answer({ answer: 'unknown' })))
      .thenRefused('REQUIREMENTS.FOLLOW_UP_NEEDED', { question: 'kpis' });
  });

  it('is over once decided', () => {
    given(proposed, ...allAnswered, event<InitiativeEvent>('InitiativeApproved', { reason: 'Go.' }).by('bo'))
      .when(command<InitiativeCommand>('AnswerQualificationQuestion', answer())).thenRefused('REQUIREMENTS.ALREADY_DECIDED', { status: 'approved' });
  });
});

describe('deciding the qualification', () => {
  it('lets a second person say go when every question is answered', () => {
    given(proposed, ...allAnswered).when(decide('go').by('bo')).then({ type: 'InitiativeApproved', data: { reason: 'As the answers say.' } });
  });

  it('lets a follow-up stand for an unknown answer', () => {
    const unknown = answered({ question: 'legal', answer: 'unknown', followUp: { owner: 'human:lea', due: '2026-02-01' } }).by('ann');
    given(proposed, ...allAnswered, unknown).when(decide('go').by('bo')).then({ type: 'InitiativeApproved', data: { reason: 'As the answers say.' } });
  });

  it('names each question that is missing or answered with no', () => {
    given(proposed, ...allAnswered.slice(1), answered({ question: 'legal', answer: 'no' }).by('ann')).when(decide('go').by('bo'))
      .thenRefused('REQUIREMENTS.QUALIFICATION_INCOMPLETE', { missing: [expect.objectContaining({ key: 'business-problem' }), expect.objectContaining({ key: 'legal' })] as never });
  });

  it('lets a second person say no-go whatever is answered', () => {
    given(proposed).when(decide('no-go').by('bo')).then({ type: 'InitiativeRejected', data: { reason: 'As the answers say.' } });
  });

  it('is answered when asked twice, and final', () => {
    const approved = event<InitiativeEvent>('InitiativeApproved', { reason: 'Go.' }).by('bo');
    given(proposed, ...allAnswered, approved).when(decide('go').by('bo')).thenNothing();
    given(proposed, ...allAnswered, approved).when(decide('no-go').by('bo')).thenRefused('REQUIREMENTS.ALREADY_DECIDED', { status: 'approved' });
  });
});

describe('two persons: nobody with a hand in it decides', () => {
  it.each([
    ['the proposer', 'human:pat', [event<InitiativeEvent>('InitiativeProposed', proposal).by('pat'), ...allAnswered]],
    ['the owner, whoever proposed', 'human:ann', [event<InitiativeEvent>('InitiativeProposed', proposal).by('pat'), ...allAnswered]],
    ['the author of one answer', 'human:lea', [proposed, ...allAnswered, answered({ question: 'legal' }).by('lea')]],
    ['the author of an answer that was replaced', 'human:lea', [proposed, answered({ question: 'legal' }).by('lea'), ...allAnswered]],
    ['a policy', 'policy:requirements/anything', [proposed, ...allAnswered]],
    ['a service', 'service:feed', [proposed, ...allAnswered]],
  ] as const)('%s', (_, actor, history) => {
    given(...history).when(decide('go').by(actor)).thenRefused('REQUIREMENTS.SECOND_PERSON_NEEDED');
    given(...history).when(decide('no-go').by(actor)).thenRefused('REQUIREMENTS.SECOND_PERSON_NEEDED');
  });
});

describe('links and roles', () => {
  it.each([
    ['LinkInitiativeDataset', 'InitiativeDatasetLinked', { dataset: 'dataset-1' }],
    ['LinkInitiativeModel', 'InitiativeModelLinked', { model: 'model-1', kpi: 'kpi-1' }],
    ['LinkInitiativeMonitor', 'InitiativeMonitorLinked', { monitor: 'monitor-1', kpi: 'kpi-1' }],
    ['AssignInitiativeRole', 'InitiativeRoleAssigned', { role: 'approver', person: 'human:bo' }],
  ] as const)('%s is recorded once', (asked, recorded, data) => {
    given(proposed).when(command<InitiativeCommand>(asked, data as never)).then({ type: recorded, data } as InitiativeEvent);
    given(proposed, event<InitiativeEvent>(recorded, data as never)).when(command<InitiativeCommand>(asked, data as never)).thenNothing();
  });

  it('LinkInitiativeKpi is recorded once, and only of a KPI that there is', () => {
    const link = (known: boolean) => command<InitiativeCommand>('LinkInitiativeKpi', { kpi: 'kpi-1', known });
    const linked = event<InitiativeEvent>('InitiativeKpiLinked', { kpi: 'kpi-1' });
    given(proposed).when(link(true)).then(linked);
    given(proposed, linked).when(link(true)).thenNothing();
    given(proposed).when(link(false)).thenRefused('REQUIREMENTS.NO_SUCH_KPI');
  });
});
