import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Subject } from '@throughline/kernel';
import { ContextCommand, type CommandOutcome } from '@throughline/commands';
import { Models } from '../aggregates/models.ts';

export class NumberModelVersion extends ContextCommand<{ readonly model: string; readonly name: string; readonly subject: Subject }> {}

@CommandHandler(NumberModelVersion)
export class NumberModelVersionHandler implements ICommandHandler<NumberModelVersion> {
  constructor(private readonly models: Models) {}

  execute({ request, transaction }: NumberModelVersion): Promise<CommandOutcome> {
    return this.models.handle(request, request.body.model, () => ({ type: 'NumberModelVersion', data: request.body }), transaction);
  }
}
