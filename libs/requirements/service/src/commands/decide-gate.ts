import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { naturalStream } from '@throughline/kernel';
import type { DecideGateBody } from '@throughline/requirements-contracts';
import { ContextCommand, type CommandOutcome } from '@throughline/commands';
import { Initiatives } from '../aggregates/initiatives.ts';
import { PhaseGates } from '../aggregates/phase-gates.ts';
import { GATE_POLICY } from '../gate-policy/gate-policy.ts';
import { standingOf } from './standing.ts';

export class DecideGate extends ContextCommand<DecideGateBody> {}

@CommandHandler(DecideGate)
export class DecideGateHandler implements ICommandHandler<DecideGate> {
  constructor(private readonly gates: PhaseGates, private readonly initiatives: Initiatives) {}

  execute({ request, transaction }: DecideGate): Promise<CommandOutcome> {
    const { initiative, ...asked } = request.body;
    return this.gates.handle(request, naturalStream('phase-gate', request.principal.workspace, initiative), async (work) => {
      const standing = standingOf((await this.initiatives.load(work, initiative)).state);
      return { type: 'DecideGate', data: { initiative, ...asked, policy: GATE_POLICY, standing } };
    }, transaction);
  }
}
