import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { RecordWindowScoringFailure as Wish } from '@throughline/monitoring-domain';
import { ContextCommand, type CommandOutcome } from '@throughline/commands';
import { Monitors } from '../aggregates/monitors.ts';

export class RecordWindowScoringFailure extends ContextCommand<Wish['data']> {}

@CommandHandler(RecordWindowScoringFailure)
export class RecordWindowScoringFailureHandler implements ICommandHandler<RecordWindowScoringFailure> {
  constructor(private readonly monitors: Monitors) {}

  execute({ request, transaction }: RecordWindowScoringFailure): Promise<CommandOutcome> {
    return this.monitors.handle(request, request.body.monitor, () => ({ type: 'RecordWindowScoringFailure', data: request.body }), transaction);
  }
}
