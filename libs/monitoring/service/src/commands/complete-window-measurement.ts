import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CompleteWindowMeasurement as Wish } from '@throughline/monitoring-domain';
import { ContextCommand, type CommandOutcome } from '@throughline/commands';
import { Monitors } from '../aggregates/monitors.ts';

export class CompleteWindowMeasurement extends ContextCommand<Wish['data']> {}

@CommandHandler(CompleteWindowMeasurement)
export class CompleteWindowMeasurementHandler implements ICommandHandler<CompleteWindowMeasurement> {
  constructor(private readonly monitors: Monitors) {}

  execute({ request, transaction }: CompleteWindowMeasurement): Promise<CommandOutcome> {
    return this.monitors.handle(request, request.body.monitor, () => ({ type: 'CompleteWindowMeasurement', data: request.body }), transaction);
  }
}
