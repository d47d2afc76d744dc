import { Aggregate, type CommandExecutor } from '@throughline/commands';
import { phaseGateDecider, type PhaseGate, type PhaseGateCommand, type PhaseGateEvent, type PhaseGateRefusal } from '@throughline/requirements-domain';
import { publishPhaseGate } from '../integration/published/phase-gate.ts';

export class PhaseGates extends Aggregate<PhaseGateCommand, PhaseGate, PhaseGateEvent, PhaseGateRefusal> {
  constructor(executor: CommandExecutor) {
    super(executor, { type: 'phase-gate', decider: phaseGateDecider, publishing: publishPhaseGate });
  }
}
