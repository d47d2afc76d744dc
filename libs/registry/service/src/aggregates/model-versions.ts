import { Aggregate, type CommandExecutor } from '@throughline/commands';
import { modelVersionDecider, type ModelVersion, type ModelVersionCommand, type ModelVersionEvent, type ModelVersionRefusal } from '@throughline/registry-domain';
import { publishModelVersion } from '../integration/published/model-version.ts';

export class ModelVersions extends Aggregate<ModelVersionCommand, ModelVersion, ModelVersionEvent, ModelVersionRefusal> {
  constructor(executor: CommandExecutor) {
    super(executor, { type: 'model-version', decider: modelVersionDecider, publishing: publishModelVersion });
  }
}
