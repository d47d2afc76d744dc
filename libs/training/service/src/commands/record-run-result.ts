import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ContextCommand, type CommandOutcome } from '@throughline/commands';
import { naturalStream } from '@throughline/kernel';
import type { CarriedOut } from '@throughline/training-domain';
import { RunManifests } from '../aggregates/run-manifests.ts';

export class RecordRunResult extends ContextCommand<CarriedOut> {}

@CommandHandler(RecordRunResult)
export class RecordRunResultHandler implements ICommandHandler<RecordRunResult> {
  constructor(private readonly manifests: RunManifests) {}

  execute({ request, transaction }: RecordRunResult): Promise<CommandOutcome> {
    const { body, principal } = request;
    return this.manifests.handle(request, naturalStream('run-manifest', principal.workspace, body.manifestDigest), () => ({ type: 'RecordRunResult', data: body }), transaction);
  }
}
