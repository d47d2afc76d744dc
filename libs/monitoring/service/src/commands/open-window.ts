import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { OpenWindowBody } from '@throughline/monitoring-contracts';
import type { BaselineScorer } from '@throughline/monitoring-domain';
import { ContextCommand, type CommandOutcome, type UnitOfWork } from '@throughline/commands';
import { Monitors } from '../aggregates/monitors.ts';
import { Evaluations } from '../aggregates/evaluations.ts';
import { datasetVersionFacts } from '../facts/dataset-version-facts.ts';
import { findKpi } from '../read-models/kpis/kpis.ts';

export class OpenWindow extends ContextCommand<OpenWindowBody> {}

@CommandHandler(OpenWindow)
export class OpenWindowHandler implements ICommandHandler<OpenWindow> {
  constructor(private readonly monitors: Monitors, private readonly evaluations: Evaluations) {}

  execute({ request, transaction }: OpenWindow): Promise<CommandOutcome> {
    const { monitor, week, dataset, datasetVersion, businessDate } = request.body;
    return this.monitors.handle(request, monitor, async (work) => {
      const { state } = await this.monitors.read(work.tx, monitor, work.workspace);
      const known = state.status === 'active' ? await findKpi(work.tx, work.workspace, state.watched.kpi) : null;
      const version = await datasetVersionFacts(work.tx, work.workspace, dataset, datasetVersion);
      const baselineScorer = await this.baselineScorer(work, known?.baselineEvaluation ?? null);
      return { type: 'OpenWindow', data: { monitor, week, datasetVersion, businessDate, version, kpi: known?.pin ?? null, baselineScorer } };
    }, transaction);
  }

  /** The feature that ranked the KPI's baseline, and the run whose features are used again. */
  private async baselineScorer(work: UnitOfWork, evaluation: string | null): Promise<BaselineScorer | null> {
    if (evaluation === null) return null;
    const { state } = await this.evaluations.load(work, evaluation);
    if (state.status !== 'measured' || state.request.scorer.kind !== 'feature') return null;
    return { feature: state.request.scorer.feature, run: state.request.run };
  }
}
