import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ContextCommand, type CommandOutcome } from '@throughline/commands';
import type { TrainingRunCommand } from '@throughline/training-domain';
import { TrainingRuns } from '../aggregates/training-runs.ts';

export type StartTrainingRunAttemptBody = { readonly run: string } & Extract<TrainingRunCommand, { type: 'StartAttempt' }>['data'];

export class StartTrainingRunAttempt extends ContextCommand<StartTrainingRunAttemptBody> {}

@CommandHandler(StartTrainingRunAttempt)
export class StartTrainingRunAttemptHandler implements ICommandHandler<StartTrainingRunAttempt> {
  constructor(private readonly runs: TrainingRuns) {}

  execute({ request, transaction }: StartTrainingRunAttempt): Promise<CommandOutcome> {
    const { run, ...data } = request.body;
    return this.runs.handle(request, run, () => ({ type: 'StartAttempt', data }), transaction);
  }
}
