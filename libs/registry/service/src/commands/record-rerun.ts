import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Rerun } from '@throughline/registry-domain';
import { ContextCommand, type CommandOutcome } from '@throughline/commands';
import { ModelVersions } from '../aggregates/model-versions.ts';
import { modelVersionStream } from '../aggregates/streams.ts';

export class RecordRerun extends ContextCommand<Rerun> {}

@CommandHandler(RecordRerun)
export class RecordRerunHandler implements ICommandHandler<RecordRerun> {
  constructor(private readonly versions: ModelVersions) {}

  execute({ request, transaction }: RecordRerun): Promise<CommandOutcome> {
    const { name, subject } = request.body;
    return this.versions.handle(request, modelVersionStream(request.principal.workspace, name, subject), () => ({ type: 'RecordRerun', data: request.body }), transaction);
  }
}
