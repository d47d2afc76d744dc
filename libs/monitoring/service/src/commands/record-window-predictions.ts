import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { RecordWindowPredictions as Wish } from '@throughline/monitoring-domain';
import { ContextCommand, type CommandOutcome } from '@throughline/commands';
import { Monitors } from '../aggregates/monitors.ts';

export class RecordWindowPredictions extends ContextCommand<Wish['data']> {}

@CommandHandler(RecordWindowPredictions)
export class RecordWindowPredictionsHandler implements ICommandHandler<RecordWindowPredictions> {
  constructor(private readonly monitors: Monitors) {}

  execute({ request, transaction }: RecordWindowPredictions): Promise<CommandOutcome> {
    return this.monitors.handle(request, request.body.monitor, () => ({ type: 'RecordWindowPredictions', data: request.body }), transaction);
  }
}
