import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { createdStream } from '@throughline/kernel';
import type { DefineKpiBody } from '@throughline/requirements-contracts';
import { ContextCommand, type CommandOutcome } from '@throughline/commands';
import { Kpis } from '../aggregates/kpis.ts';
import { withProcedureDigest } from './procedure-digest.ts';

export class DefineKpi extends ContextCommand<DefineKpiBody> {}

@CommandHandler(DefineKpi)
export class DefineKpiHandler implements ICommandHandler<DefineKpi> {
  constructor(private readonly kpis: Kpis) {}

  execute({ request, transaction }: DefineKpi): Promise<CommandOutcome> {
    return this.kpis.handle(request, (meta) => createdStream('kpi', meta.commandId), () => ({ type: 'DefineKpi', data: { definition: withProcedureDigest(request.body.definition) } }), transaction);
  }
}
