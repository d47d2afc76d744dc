import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { RecordDatasetVersionBody } from '@throughline/data-quality-contracts';
import { ContextCommand, type CommandOutcome } from '@throughline/commands';
import { Datasets } from '../aggregates/datasets.ts';
import { DatasetFiles } from '../files/dataset-files.ts';

export class RecordDatasetVersion extends ContextCommand<RecordDatasetVersionBody> {}

@CommandHandler(RecordDatasetVersion)
export class RecordDatasetVersionHandler implements ICommandHandler<RecordDatasetVersion> {
  constructor(private readonly datasets: Datasets, private readonly files: DatasetFiles) {}

  async execute({ request, transaction }: RecordDatasetVersion): Promise<CommandOutcome> {
    const { dataset, version } = request.body;
    // Before the transaction: a large file takes longer to read than a transaction may idle.
    const found = await this.files.look(request.body);
    return this.datasets.handle(request, dataset, () => ({ type: 'RecordDatasetVersion', data: { version, found } }), transaction);
  }
}
