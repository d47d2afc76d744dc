import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Baseline } from '@throughline/monitoring-domain';
import { ContextCommand, type CommandOutcome } from '@throughline/commands';
import { Evaluations } from '../aggregates/evaluations.ts';

export class SetEvaluationBesideBaseline extends ContextCommand<{ readonly evaluation: string; readonly baseline: Baseline }> {}

@CommandHandler(SetEvaluationBesideBaseline)
export class SetEvaluationBesideBaselineHandler implements ICommandHandler<SetEvaluationBesideBaseline> {
  constructor(private readonly evaluations: Evaluations) {}

  execute({ request, transaction }: SetEvaluationBesideBaseline): Promise<CommandOutcome> {
    const { evaluation, baseline } = request.body;
    return this.evaluations.handle(request, evaluation, () => ({ type: 'SetBesideBaseline', data: { baseline } }), transaction);
  }
}
