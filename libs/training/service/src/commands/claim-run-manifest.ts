import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ContextCommand, type CommandOutcome } from '@throughline/commands';
import { naturalStream, type Digest } from '@throughline/kernel';
import { RunManifests } from '../aggregates/run-manifests.ts';

export class ClaimRunManifest extends ContextCommand<{ readonly manifestDigest: Digest; readonly run: string }> {}

@CommandHandler(ClaimRunManifest)
export class ClaimRunManifestHandler implements ICommandHandler<ClaimRunManifest> {
  constructor(private readonly manifests: RunManifests) {}

  execute({ request, transaction }: ClaimRunManifest): Promise<CommandOutcome> {
    const { body, principal } = request;
    return this.manifests.handle(request, naturalStream('run-manifest', principal.workspace, body.manifestDigest), () => ({ type: 'ClaimManifest', data: body }), transaction);
  }
}
