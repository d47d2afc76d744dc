import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ContextCommand, type CommandOutcome } from '@throughline/commands';
import type { TrainingRunCommand } from '@throughline/training-domain';
import { TrainingRuns } from '../aggregates/training-runs.ts';

export type AnswerTrainingRunFromCacheBody = { readonly run: string } & Extract<TrainingRunCommand, { type: 'AnswerFromCache' }>['data'];

export class AnswerTrainingRunFromCache extends ContextCommand<AnswerTrainingRunFromCacheBody> {}

@CommandHandler(AnswerTrainingRunFromCache)
export class AnswerTrainingRunFromCacheHandler implements ICommandHandler<AnswerTrainingRunFromCache> {
  constructor(private readonly runs: TrainingRuns) {}

  execute({ request, transaction }: AnswerTrainingRunFromCache): Promise<CommandOutcome> {
    const { run, ...data } = request.body;
    return this.runs.handle(request, run, () => ({ type: 'AnswerFromCache', data }), transaction);
  }
}
