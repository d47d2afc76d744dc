import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { createdStream } from '@throughline/kernel';
import type { CompareModelVersionsBody } from '@throughline/monitoring-contracts';
import { ContextCommand, type CommandOutcome } from '@throughline/commands';
import { Comparisons } from '../aggregates/comparisons.ts';
import { comparisonFacts } from '../facts/comparison-facts.ts';

export class CompareModelVersions extends ContextCommand<CompareModelVersionsBody> {}

@CommandHandler(CompareModelVersions)
export class CompareModelVersionsHandler implements ICommandHandler<CompareModelVersions> {
  constructor(private readonly comparisons: Comparisons) {}

  execute({ request, transaction }: CompareModelVersions): Promise<CommandOutcome> {
    return this.comparisons.handle(request, (meta) => createdStream('comparison', meta.commandId), async (work) => ({
      type: 'CompareModelVersions', data: { wish: request.body, facts: await comparisonFacts(work.tx, work.workspace, request.body) },
    }), transaction);
  }
}
