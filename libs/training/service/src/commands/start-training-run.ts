import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ContextCommand, type CommandOutcome } from '@throughline/commands';
import { infrastructureToken, type ContextInfrastructure } from '@throughline/context';
import { createdStream } from '@throughline/kernel';
import type { StartTrainingRunBody } from '@throughline/training-contracts';
import type { Parameters, RunLimits } from '@throughline/training-domain';
import { TrainingRuns } from '../aggregates/training-runs.ts';
import { RunEnvironment } from '../environment/run-environment.ts';
import { copyProgram } from '../program-folder/copy-program.ts';
import { readFeatures } from '../program-folder/read-features.ts';
import { findDatasetVersion } from '../read-models/dataset-versions/dataset-versions.ts';
import { findKpi } from '../read-models/kpis/kpis.ts';

export class StartTrainingRun extends ContextCommand<StartTrainingRunBody> {}

/** Limits that were left out are not there, rather than undefined. */
export const givenLimits = (limits: { seconds?: number | undefined; outputBytes?: number | undefined } = {}): Partial<RunLimits> =>
  Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined));

@CommandHandler(StartTrainingRun)
export class StartTrainingRunHandler implements ICommandHandler<StartTrainingRun> {
  constructor(
    private readonly runs: TrainingRuns,
    private readonly environment: RunEnvironment,
    @Inject(infrastructureToken('training')) private readonly infrastructure: ContextInfrastructure,
  ) {}

  async execute({ request, transaction }: StartTrainingRun): Promise<CommandOutcome> {
    const { program, features, evaluateOn = null, forced = false, limits, parameters, ...asked } = request.body;
    // Before the decision and outside its transaction: the copy is what the manifest speaks of.
    const copied = await copyProgram(this.infrastructure.blobs, this.infrastructure.trainingRoots, program.folder);
    const environment = await this.environment.current();
    return this.runs.handle(request, (meta) => createdStream('training-run', meta.commandId), async ({ tx, workspace }) => ({
      type: 'StartTrainingRun',
      data: {
        ...asked, command: program.command, parameters: parameters as Parameters, evaluateOn, forced, limits: givenLimits(limits),
        facts: {
          kpi: await findKpi(tx, workspace, asked.kpi),
          version: await findDatasetVersion(tx, workspace, asked.dataset, asked.datasetVersion),
          evaluateOnVersion: evaluateOn && await findDatasetVersion(tx, workspace, asked.dataset, evaluateOn.datasetVersion),
          features: readFeatures(features), program: copied, environment,
        },
      },
    }), transaction);
  }
}
