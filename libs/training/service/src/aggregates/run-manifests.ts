import { Aggregate, type CommandExecutor } from '@throughline/commands';
import { runManifestDecider, type RunManifest, type RunManifestCommand, type RunManifestEvent } from '@throughline/training-domain';
import { publishRunManifest } from '../integration/published/run-manifest.ts';

export class RunManifests extends Aggregate<RunManifestCommand, RunManifest, RunManifestEvent, never> {
  constructor(executor: CommandExecutor) {
    super(executor, { type: 'run-manifest', decider: runManifestDecider, publishing: publishRunManifest });
  }
}
