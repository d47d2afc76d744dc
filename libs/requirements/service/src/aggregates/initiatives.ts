import { Aggregate, type CommandExecutor } from '@throughline/commands';
import { initiativeDecider, type Initiative, type InitiativeCommand, type InitiativeEvent, type InitiativeRefusal } from '@throughline/requirements-domain';
import { publishInitiative } from '../integration/published/initiative.ts';

export class Initiatives extends Aggregate<InitiativeCommand, Initiative, InitiativeEvent, InitiativeRefusal> {
  constructor(executor: CommandExecutor) {
    super(executor, { type: 'initiative', decider: initiativeDecider, publishing: publishInitiative });
  }
}
