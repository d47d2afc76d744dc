import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { ReviseKpiBody } from '@throughline/requirements-contracts';
import { ContextCommand, type CommandOutcome } from '@throughline/commands';
import { Kpis } from '../aggregates/kpis.ts';
import { withProcedureDigest } from './procedure-digest.ts';

export class ReviseKpi extends ContextCommand<ReviseKpiBody> {}

@CommandHandler(ReviseKpi)
export class ReviseKpiHandler implements ICommandHandler<ReviseKpi> {
  constructor(private readonly kpis: Kpis) {}

  execute({ request, transaction }: ReviseKpi): Promise<CommandOutcome> {
    return this.kpis.handle(request, request.body.kpi, () => ({ type: 'ReviseKpi', data: { definition: withProcedureDigest(request.body.definition), reason: request.body.reason } }), transaction);
  }
}
