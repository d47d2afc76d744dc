import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { RecordKpiBaselineBody } from '@throughline/requirements-contracts';
import { ContextCommand, type CommandOutcome } from '@throughline/commands';
import { Kpis } from '../aggregates/kpis.ts';
import { findMeasurement } from '../read-models/measurements/measurements.ts';

export class RecordKpiBaseline extends ContextCommand<RecordKpiBaselineBody> {}

@CommandHandler(RecordKpiBaseline)
export class RecordKpiBaselineHandler implements ICommandHandler<RecordKpiBaseline> {
  constructor(private readonly kpis: Kpis) {}

  execute({ request, transaction }: RecordKpiBaseline): Promise<CommandOutcome> {
    const { kpi, evaluation } = request.body;
    return this.kpis.handle(request, kpi, async (work) => ({
      type: 'RecordKpiBaseline', data: { kpi, evaluation, measurement: await findMeasurement(work.tx, work.workspace, evaluation) },
    }), transaction);
  }
}
