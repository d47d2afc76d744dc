import { accept, reject, type Decider, type Decision } from '@throughline/kernel';
import { decideQualification } from './decide-qualification.ts';
import { evolveInitiative, initialInitiative, type Initiative, type InitiativeCommand, type InitiativeEvent } from './initiative.ts';

export type InitiativeRefusal =
  | 'REQUIREMENTS.NO_SUCH_INITIATIVE' | 'REQUIREMENTS.NO_SUCH_KPI' | 'REQUIREMENTS.SECOND_PERSON_NEEDED' | 'REQUIREMENTS.ALREADY_DECIDED'
  | 'REQUIREMENTS.QUALIFICATION_INCOMPLETE' | 'REQUIREMENTS.FOLLOW_UP_NEEDED';

type InitiativeDecision = Decision<InitiativeEvent, InitiativeRefusal>;

const linked = (state: Exclude<Initiative, { status: 'absent' }>, target: string, event: InitiativeEvent): InitiativeDecision =>
  state.links.has(target) ? accept() : accept(event);

const decide = (command: InitiativeCommand, state: Initiative): InitiativeDecision => {
  if (command.type === 'ProposeInitiative') {
    if (state.status !== 'absent') return accept();
    return accept({ type: 'InitiativeProposed', data: { ...command.data, owner: command.data.owner ?? command.meta.actor } });
  }
  if (state.status === 'absent') return reject('REQUIREMENTS.NO_SUCH_INITIATIVE');
  switch (command.type) {
    case 'AnswerQualificationQuestion':
      if (state.status !== 'proposed') return reject('REQUIREMENTS.ALREADY_DECIDED', { status: state.status });
      if (command.data.answer === 'unknown' && !command.data.followUp) {
        return reject('REQUIREMENTS.FOLLOW_UP_NEEDED', { question: command.data.question });
      }
      return accept({ type: 'QualificationQuestionAnswered', data: command.data });
    case 'AssignInitiativeRole':
      return state.roles.get(command.data.role) === command.data.person ? accept() : accept({ type: 'InitiativeRoleAssigned', data: command.data });
    case 'DecideQualification':
      return decideQualification(command, state);
    case 'LinkInitiativeKpi':
      if (!command.data.known) return reject('REQUIREMENTS.NO_SUCH_KPI');
      return linked(state, command.data.kpi, { type: 'InitiativeKpiLinked', data: { kpi: command.data.kpi } });
    case 'LinkInitiativeDataset':
      return linked(state, command.data.dataset, { type: 'InitiativeDatasetLinked', data: command.data });
    case 'LinkInitiativeModel':
      return linked(state, command.data.model, { type: 'InitiativeModelLinked', data: command.data });
    case 'LinkInitiativeMonitor':
      return linked(state, command.data.monitor, { type: 'InitiativeMonitorLinked', data: command.data });
  }
};

export const initiativeDecider: Decider<InitiativeCommand, Initiative, InitiativeEvent, InitiativeRefusal> = {
  initialState: initialInitiative, decide, evolve: evolveInitiative,
};
