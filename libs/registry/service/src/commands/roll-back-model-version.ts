import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { RollBackModelVersionBody } from '@throughline/registry-contracts';
import { ContextCommand, type CommandOutcome } from '@throughline/commands';
import { Models } from '../aggregates/models.ts';

export class RollBackModelVersion extends ContextCommand<RollBackModelVersionBody> {}

@CommandHandler(RollBackModelVersion)
export class RollBackModelVersionHandler implements ICommandHandler<RollBackModelVersion> {
  constructor(private readonly models: Models) {}

  execute({ request, transaction }: RollBackModelVersion): Promise<CommandOutcome> {
    return this.models.handle(request, request.body.model, () => ({ type: 'RollBackModelVersion', data: request.body }), transaction);
  }
}
