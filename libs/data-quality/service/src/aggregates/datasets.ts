import { Aggregate, type CommandExecutor } from '@throughline/commands';
import { datasetDecider, type Dataset, type DatasetCommand, type DatasetEvent, type DatasetRefusal } from '@throughline/data-quality-domain';
import { publishDataset } from '../integration/published/dataset.ts';

export class Datasets extends Aggregate<DatasetCommand, Dataset, DatasetEvent, DatasetRefusal> {
  constructor(executor: CommandExecutor) {
    super(executor, { type: 'dataset', decider: datasetDecider, publishing: publishDataset });
  }
}
