import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ContextCommand, type CommandOutcome } from '@throughline/commands';
import type { TrainingRunCommand } from '@throughline/training-domain';
import { TrainingRuns } from '../aggregates/training-runs.ts';

export type FailTrainingRunBody = { readonly run: string } & Extract<TrainingRunCommand, { type: 'FailRun' }>['data'];

export class FailTrainingRun extends ContextCommand<FailTrainingRunBody> {}

@CommandHandler(FailTrainingRun)
export class FailTrainingRunHandler implements ICommandHandler<FailTrainingRun> {
  constructor(private readonly runs: TrainingRuns) {}

  execute({ request, transaction }: FailTrainingRun): Promise<CommandOutcome> {
    const { run, ...data } = request.body;
    return this.runs.handle(request, run, () => ({ type: 'FailRun', data }), transaction);
  }
}
