import { Aggregate, type CommandExecutor } from '@throughline/commands';
import { kpiDecider, type Kpi, type KpiCommand, type KpiEvent, type KpiRefusal } from '@throughline/requirements-domain';
import { publishKpi } from '../integration/published/kpi.ts';

export class Kpis extends Aggregate<KpiCommand, Kpi, KpiEvent, KpiRefusal> {
  constructor(executor: CommandExecutor) {
    super(executor, { type: 'kpi', decider: kpiDecider, publishing: publishKpi });
  }
}
