import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { naturalStream, sha256 } from '@throughline/kernel';
import type { PublishDataContractBody } from '@throughline/data-quality-contracts';
import type { DocumentReading } from '@throughline/data-quality-domain';
import { ContextCommand, type CommandOutcome } from '@throughline/commands';
import type { ContextInfrastructure } from '@throughline/context';
import { infrastructureToken } from '@throughline/context';
import { DataContracts } from '../aggregates/data-contracts.ts';
import { Datasets } from '../aggregates/datasets.ts';
import { readDocument } from '../contract/read-document.ts';

export class PublishDataContract extends ContextCommand<PublishDataContractBody> {}

@CommandHandler(PublishDataContract)
export class PublishDataContractHandler implements ICommandHandler<PublishDataContract> {
  constructor(
    private readonly contracts: DataContracts, private readonly datasets: Datasets,
    @Inject(infrastructureToken('data-quality')) private readonly infrastructure: ContextInfrastructure,
  ) {}

  execute({ request, transaction }: PublishDataContract): Promise<CommandOutcome> {
    const { dataset, document } = request.body;
    const { workspace } = request.principal;
    const read = readDocument(document);
    // A document that cannot be read names no contract; the stream that its refusal is decided on stays empty.
    const stream = naturalStream('data-contract', workspace, read.status === 'read' ? read.odcsId : dataset);
    return this.contracts.handle(request, stream, async (work) => {
      const { state } = await this.datasets.load(work, dataset);
      if (read.status === 'refused' || state.status === 'absent') {
        const problems = read.status === 'refused' ? read.problems : [];
        return { type: 'PublishDataContract', data: { dataset, datasetName: state.status === 'absent' ? null : state.name, reading: { status: 'refused', problems } } };
      }
      const { odcsId, promise } = read;
      const reading: DocumentReading = { status: 'read', odcsId, promise, document: { digest: sha256(document), size: Buffer.byteLength(document) } };
      await this.infrastructure.blobs.put(document);
      return { type: 'PublishDataContract', data: { dataset, datasetName: state.name, reading } };
    }, transaction);
  }
}
