import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ContextCommand, type CommandOutcome } from '@throughline/commands';
import { Comparisons } from '../aggregates/comparisons.ts';

export class FailComparison extends ContextCommand<{ readonly comparison: string; readonly reason: string }> {}

@CommandHandler(FailComparison)
export class FailComparisonHandler implements ICommandHandler<FailComparison> {
  constructor(private readonly comparisons: Comparisons) {}

  execute({ request, transaction }: FailComparison): Promise<CommandOutcome> {
    const { comparison, reason } = request.body;
    return this.comparisons.handle(request, comparison, () => ({ type: 'FailComparison', data: { reason } }), transaction);
  }
}
