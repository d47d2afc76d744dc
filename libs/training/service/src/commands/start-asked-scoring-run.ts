import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ContextCommand, type CommandOutcome, type UnitOfWork } from '@throughline/commands';
import { createdStream, type Json, type Subject } from '@throughline/kernel';
import type { AskedScorer, StartScoringRun as Decided } from '@throughline/training-domain';
import { TrainingRuns } from '../aggregates/training-runs.ts';
import { RunEnvironment } from '../environment/run-environment.ts';
import { findDatasetVersion } from '../read-models/dataset-versions/dataset-versions.ts';
import { findKpi } from '../read-models/kpis/kpis.ts';
import { findModelMaker } from '../read-models/model-makers/model-makers.ts';
import { featuresOfRun, recipeOfRun } from './recipe-of-run.ts';

/** A scoring run that a fact asked for. */
export interface StartAskedScoringRunBody extends Pick<Decided, 'kpi' | 'kpiVersion' | 'dataset' | 'datasetVersion' | 'weeks' | 'purpose' | 'window'> {
  /** `run`: whose recipe or features are used; null, the newest run that made the subject. */
  readonly scorer:
    | { readonly kind: 'model'; readonly subject: Subject; readonly run: string | null }
    | { readonly kind: 'feature'; readonly feature: string; readonly run: string };
  /** The run that waited, when it is asked again. */
  readonly resumes?: string;
}

export class StartAskedScoringRun extends ContextCommand<StartAskedScoringRunBody> {}

@CommandHandler(StartAskedScoringRun)
export class StartAskedScoringRunHandler implements ICommandHandler<StartAskedScoringRun> {
  constructor(private readonly runs: TrainingRuns, private readonly environment: RunEnvironment) {}

  async execute({ request, transaction }: StartAskedScoringRun): Promise<CommandOutcome> {
    const { scorer, resumes, ...asked } = request.body;
    const environment = await this.environment.current();
    return this.runs.handle(request, (meta) => resumes ?? createdStream('training-run', meta.commandId), async (work) => ({
      type: 'StartScoringRun',
      data: {
        ...asked, forced: false, limits: {}, asked: { ...asked, scorer } as Json, scorer: await this.scorer(work, scorer),
        facts: {
          kpi: await findKpi(work.tx, work.workspace, asked.kpi),
          version: await findDatasetVersion(work.tx, work.workspace, asked.dataset, asked.datasetVersion), environment,
        },
      },
    }), transaction);
  }

  private async scorer(work: UnitOfWork, scorer: StartAskedScoringRunBody['scorer']): Promise<AskedScorer> {
    if (scorer.kind === 'feature') return { kind: 'feature', feature: scorer.feature, features: await featuresOfRun(this.runs, work, scorer.run) };
    const run = scorer.run ?? await findModelMaker(work.tx, work.workspace, scorer.subject);
    return { kind: 'model', subject: scorer.subject, recipe: run === null ? null : await recipeOfRun(this.runs, work, run) };
  }
}
