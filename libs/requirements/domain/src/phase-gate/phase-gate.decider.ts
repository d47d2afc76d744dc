import type { Decider, Decision } from '@throughline/kernel';
import { decideGate } from './decide-gate.ts';
import { evolvePhaseGate, initialPhaseGate, type PhaseGate, type PhaseGateCommand, type PhaseGateEvent } from './phase-gate.ts';
import { recordFact } from './record-fact.ts';
import { requestGate } from './request-gate.ts';

export type PhaseGateRefusal =
  | 'REQUIREMENTS.NOT_APPROVED' | 'REQUIREMENTS.WRONG_PHASE' | 'REQUIREMENTS.SUBJECT_NEEDED' | 'REQUIREMENTS.NO_SUCH_REQUEST'
  | 'REQUIREMENTS.SECOND_PERSON_NEEDED' | 'REQUIREMENTS.CRITERIA_NOT_MET';

const decide = (command: PhaseGateCommand, state: PhaseGate): Decision<PhaseGateEvent, PhaseGateRefusal> => {
  switch (command.type) {
    case 'RecordFact':
      return recordFact(command, state);
    case 'RequestGate':
      return requestGate(command, state);
    case 'DecideGate':
      return decideGate(command, state);
  }
};

export const phaseGateDecider: Decider<PhaseGateCommand, PhaseGate, PhaseGateEvent, PhaseGateRefusal> = {
  initialState: initialPhaseGate, decide, evolve: evolvePhaseGate,
};
