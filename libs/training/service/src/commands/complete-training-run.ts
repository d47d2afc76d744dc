import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ContextCommand, type CommandOutcome } from '@throughline/commands';
import type { TrainingRunCommand } from '@throughline/training-domain';
import { TrainingRuns } from '../aggregates/training-runs.ts';

export type CompleteTrainingRunBody = { readonly run: string } & Extract<TrainingRunCommand, { type: 'CompleteRun' }>['data'];

export class CompleteTrainingRun extends ContextCommand<CompleteTrainingRunBody> {}

@CommandHandler(CompleteTrainingRun)
export class CompleteTrainingRunHandler implements ICommandHandler<CompleteTrainingRun> {
  constructor(private readonly runs: TrainingRuns) {}

  execute({ request, transaction }: CompleteTrainingRun): Promise<CommandOutcome> {
    const { run, ...data } = request.body;
    return this.runs.handle(request, run, () => ({ type: 'CompleteRun', data }), transaction);
  }
}
