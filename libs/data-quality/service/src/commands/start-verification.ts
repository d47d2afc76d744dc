import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { createdStream } from '@throughline/kernel';
import type { StartVerificationBody } from '@throughline/data-quality-contracts';
import { ContextCommand, type CommandOutcome, type UnitOfWork } from '@throughline/commands';
import { DataContracts } from '../aggregates/data-contracts.ts';
import { Datasets } from '../aggregates/datasets.ts';
import { Verifications } from '../aggregates/verifications.ts';
import { newestContract } from '../contract/newest-contract.ts';

export class StartVerification extends ContextCommand<StartVerificationBody> {}

@CommandHandler(StartVerification)
export class StartVerificationHandler implements ICommandHandler<StartVerification> {
  constructor(private readonly verifications: Verifications, private readonly datasets: Datasets, private readonly contracts: DataContracts) {}

  execute({ request, transaction }: StartVerification): Promise<CommandOutcome> {
    const { dataset, version } = request.body;
    return this.verifications.handle(request, (meta) => createdStream('verification', meta.commandId), async (work) => {
      const { state } = await this.datasets.load(work, dataset);
      const known = state.status === 'absent' ? null : { name: state.name, rows: state.versions.get(version) ?? null };
      return { type: 'StartVerification', data: { dataset, version, known, contract: await this.contractOf(work, dataset) } };
    }, transaction);
  }

  private async contractOf(work: UnitOfWork, dataset: string) {
    const contract = await newestContract(work.tx, work.workspace, dataset);
    if (!contract) return null;
    const { state } = await this.contracts.load(work, contract);
    return state.status === 'absent' ? null : { contract, contractVersion: state.contractVersion, document: state.document };
  }
}
