import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ContextCommand, type CommandOutcome } from '@throughline/commands';
import { createdStream } from '@throughline/kernel';
import type { StartScoringRunBody } from '@throughline/training-contracts';
import { TrainingRuns } from '../aggregates/training-runs.ts';
import { RunEnvironment } from '../environment/run-environment.ts';
import { readFeatures } from '../program-folder/read-features.ts';
import { findDatasetVersion } from '../read-models/dataset-versions/dataset-versions.ts';
import { findKpi } from '../read-models/kpis/kpis.ts';
import { findModelMaker } from '../read-models/model-makers/model-makers.ts';
import { recipeOfRun } from './recipe-of-run.ts';
import { givenLimits } from './start-training-run.ts';

export class StartScoringRun extends ContextCommand<StartScoringRunBody> {}

@CommandHandler(StartScoringRun)
export class StartScoringRunHandler implements ICommandHandler<StartScoringRun> {
  constructor(private readonly runs: TrainingRuns, private readonly environment: RunEnvironment) {}

  async execute({ request, transaction }: StartScoringRun): Promise<CommandOutcome> {
    const { scorer, forced = false, limits, ...asked } = request.body;
    const environment = await this.environment.current();
    return this.runs.handle(request, (meta) => createdStream('training-run', meta.commandId), async (work) => {
      const { tx, workspace } = work;
      const maker = scorer.kind === 'model' ? await findModelMaker(tx, workspace, scorer.subject) : null;
      return {
        type: 'StartScoringRun',
        data: {
          ...asked, kpiVersion: null, window: null, forced, limits: givenLimits(limits), asked: null,
          scorer: scorer.kind === 'model'
            ? { kind: 'model', subject: scorer.subject, recipe: maker === null ? null : await recipeOfRun(this.runs, work, maker) }
            : { kind: 'feature', feature: scorer.feature, features: readFeatures(scorer.features) },
          facts: { kpi: await findKpi(tx, workspace, asked.kpi), version: await findDatasetVersion(tx, workspace, asked.dataset, asked.datasetVersion), environment },
        },
      };
    }, transaction);
  }
}
