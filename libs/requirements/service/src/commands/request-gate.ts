import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { naturalStream } from '@throughline/kernel';
import type { RequestGateBody } from '@throughline/requirements-contracts';
import { ContextCommand, type CommandOutcome } from '@throughline/commands';
import { Initiatives } from '../aggregates/initiatives.ts';
import { PhaseGates } from '../aggregates/phase-gates.ts';
import { GATE_POLICY } from '../gate-policy/gate-policy.ts';
import { standingOf } from './standing.ts';

export class RequestGate extends ContextCommand<RequestGateBody> {}

@CommandHandler(RequestGate)
export class RequestGateHandler implements ICommandHandler<RequestGate> {
  constructor(private readonly gates: PhaseGates, private readonly initiatives: Initiatives) {}

  execute({ request, transaction }: RequestGate): Promise<CommandOutcome> {
    const { initiative, phase, subject = null } = request.body;
    return this.gates.handle(request, naturalStream('phase-gate', request.principal.workspace, initiative), async (work) => {
      const standing = standingOf((await this.initiatives.load(work, initiative)).state);
      return { type: 'RequestGate', data: { initiative, phase, subject, policy: GATE_POLICY, standing } };
    }, transaction);
  }
}
