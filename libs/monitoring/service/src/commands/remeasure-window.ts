import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { RemeasureWindowBody } from '@throughline/monitoring-contracts';
import { ContextCommand, type CommandOutcome } from '@throughline/commands';
import { Monitors } from '../aggregates/monitors.ts';

export class RemeasureWindow extends ContextCommand<RemeasureWindowBody> {}

@CommandHandler(RemeasureWindow)
export class RemeasureWindowHandler implements ICommandHandler<RemeasureWindow> {
  constructor(private readonly monitors: Monitors) {}

  execute({ request, transaction }: RemeasureWindow): Promise<CommandOutcome> {
    return this.monitors.handle(request, request.body.monitor, () => ({ type: 'RemeasureWindow', data: request.body }), transaction);
  }
}
