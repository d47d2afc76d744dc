import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Baseline } from '@throughline/monitoring-domain';
import { ContextCommand, type CommandOutcome } from '@throughline/commands';
import { Evaluations } from '../aggregates/evaluations.ts';

export class MeasureBesideBaseline extends ContextCommand<{ readonly evaluation: string; readonly baseline: Baseline }> {}

@CommandHandler(MeasureBesideBaseline)
export class MeasureBesideBaselineHandler implements ICommandHandler<MeasureBesideBaseline> {
  constructor(private readonly evaluations: Evaluations) {}

  execute({ request, transaction }: MeasureBesideBaseline): Promise<CommandOutcome> {
    const { evaluation, baseline } = request.body;
    return this.evaluations.handle(request, evaluation, () => ({ type: 'MeasureBesideBaseline', data: { baseline } }), transaction);
  }
}
