import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Registration } from '@throughline/registry-domain';
import { ContextCommand, type CommandOutcome } from '@throughline/commands';
import { ModelVersions } from '../aggregates/model-versions.ts';
import { modelVersionStream } from '../aggregates/streams.ts';

export class RegisterModelVersion extends ContextCommand<Registration> {}

@CommandHandler(RegisterModelVersion)
export class RegisterModelVersionHandler implements ICommandHandler<RegisterModelVersion> {
  constructor(private readonly versions: ModelVersions) {}

  execute({ request, transaction }: RegisterModelVersion): Promise<CommandOutcome> {
    const { name, subject } = request.body;
    return this.versions.handle(request, modelVersionStream(request.principal.workspace, name, subject), () => ({ type: 'RegisterModelVersion', data: request.body }), transaction);
  }
}
