import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { FailWindowMeasurement as Wish } from '@throughline/monitoring-domain';
import { ContextCommand, type CommandOutcome } from '@throughline/commands';
import { Monitors } from '../aggregates/monitors.ts';

export class FailWindowMeasurement extends ContextCommand<Wish['data']> {}

@CommandHandler(FailWindowMeasurement)
export class FailWindowMeasurementHandler implements ICommandHandler<FailWindowMeasurement> {
  constructor(private readonly monitors: Monitors) {}

  execute({ request, transaction }: FailWindowMeasurement): Promise<CommandOutcome> {
    return this.monitors.handle(request, request.body.monitor, () => ({ type: 'FailWindowMeasurement', data: request.body }), transaction);
  }
}
