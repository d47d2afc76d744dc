import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { naturalStream } from '@throughline/kernel';
import type { Fact } from '@throughline/requirements-domain';
import { ContextCommand, type CommandOutcome } from '@throughline/commands';
import { PhaseGates } from '../aggregates/phase-gates.ts';
import { GATE_POLICY } from '../gate-policy/gate-policy.ts';

export class RecordFact extends ContextCommand<{ readonly initiative: string; readonly fact: Fact }> {}

@CommandHandler(RecordFact)
export class RecordFactHandler implements ICommandHandler<RecordFact> {
  constructor(private readonly gates: PhaseGates) {}

  execute({ request, transaction }: RecordFact): Promise<CommandOutcome> {
    const { initiative, fact } = request.body;
    return this.gates.handle(request, naturalStream('phase-gate', request.principal.workspace, initiative),
      () => ({ type: 'RecordFact', data: { initiative, fact, policy: GATE_POLICY } }), transaction);
  }
}
