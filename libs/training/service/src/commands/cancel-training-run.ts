import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ContextCommand, type CommandOutcome } from '@throughline/commands';
import type { CancelTrainingRunBody } from '@throughline/training-contracts';
import { TrainingRuns } from '../aggregates/training-runs.ts';

export class CancelTrainingRun extends ContextCommand<CancelTrainingRunBody> {}

@CommandHandler(CancelTrainingRun)
export class CancelTrainingRunHandler implements ICommandHandler<CancelTrainingRun> {
  constructor(private readonly runs: TrainingRuns) {}

  execute({ request, transaction }: CancelTrainingRun): Promise<CommandOutcome> {
    return this.runs.handle(request, request.body.run, () => ({ type: 'CancelRun', data: { reason: request.body.reason } }), transaction);
  }
}
