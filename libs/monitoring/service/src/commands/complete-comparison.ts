import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { ComparisonFigures } from '@throughline/monitoring-domain';
import { ContextCommand, type CommandOutcome } from '@throughline/commands';
import { Comparisons } from '../aggregates/comparisons.ts';

export class CompleteComparison extends ContextCommand<{ readonly comparison: string; readonly figures: ComparisonFigures }> {}

@CommandHandler(CompleteComparison)
export class CompleteComparisonHandler implements ICommandHandler<CompleteComparison> {
  constructor(private readonly comparisons: Comparisons) {}

  execute({ request, transaction }: CompleteComparison): Promise<CommandOutcome> {
    const { comparison, figures } = request.body;
    return this.comparisons.handle(request, comparison, () => ({ type: 'CompleteComparison', data: { figures } }), transaction);
  }
}
