import { Aggregate, type CommandExecutor } from '@throughline/commands';
import { modelDecider, type Model, type ModelCommand, type ModelEvent, type ModelRefusal } from '@throughline/registry-domain';
import { publishModel } from '../integration/published/model.ts';

export class Models extends Aggregate<ModelCommand, Model, ModelEvent, ModelRefusal> {
  constructor(executor: CommandExecutor) {
    super(executor, { type: 'model', decider: modelDecider, publishing: publishModel });
  }
}
