import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { SetKpiTargetBody } from '@throughline/requirements-contracts';
import { ContextCommand, type CommandOutcome } from '@throughline/commands';
import { Kpis } from '../aggregates/kpis.ts';

export class SetKpiTarget extends ContextCommand<SetKpiTargetBody> {}

@CommandHandler(SetKpiTarget)
export class SetKpiTargetHandler implements ICommandHandler<SetKpiTarget> {
  constructor(private readonly kpis: Kpis) {}

  execute({ request, transaction }: SetKpiTarget): Promise<CommandOutcome> {
    return this.kpis.handle(request, request.body.kpi, () => ({ type: 'SetKpiTarget', data: { target: request.body.target } }), transaction);
  }
}
