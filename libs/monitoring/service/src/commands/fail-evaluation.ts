import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ContextCommand, type CommandOutcome } from '@throughline/commands';
import { Evaluations } from '../aggregates/evaluations.ts';

export class FailEvaluation extends ContextCommand<{ readonly evaluation: string; readonly reason: string }> {}

@CommandHandler(FailEvaluation)
export class FailEvaluationHandler implements ICommandHandler<FailEvaluation> {
  constructor(private readonly evaluations: Evaluations) {}

  execute({ request, transaction }: FailEvaluation): Promise<CommandOutcome> {
    const { evaluation, reason } = request.body;
    return this.evaluations.handle(request, evaluation, () => ({ type: 'FailEvaluation', data: { reason } }), transaction);
  }
}
