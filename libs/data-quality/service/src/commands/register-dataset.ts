import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { naturalStream } from '@throughline/kernel';
import type { RegisterDatasetBody } from '@throughline/data-quality-contracts';
import { ContextCommand, type CommandOutcome } from '@throughline/commands';
import { Datasets } from '../aggregates/datasets.ts';

export class RegisterDataset extends ContextCommand<RegisterDatasetBody> {}

@CommandHandler(RegisterDataset)
export class RegisterDatasetHandler implements ICommandHandler<RegisterDataset> {
  constructor(private readonly datasets: Datasets) {}

  execute({ request, transaction }: RegisterDataset): Promise<CommandOutcome> {
    const { description, owner = null } = request.body;
    const name = request.body.name.normalize('NFC');
    return this.datasets.handle(request, naturalStream('dataset', request.principal.workspace, name), () => ({ type: 'RegisterDataset', data: { name, description, owner } }), transaction);
  }
}
