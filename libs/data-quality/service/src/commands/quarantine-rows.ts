import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { QuarantineRowsBody } from '@throughline/data-quality-contracts';
import { keysToLeaveOut, verifiedRows, type KeyFile } from '@throughline/data-quality-domain';
import { ContextCommand, inTransaction, type CommandEnvelope, type CommandOutcome } from '@throughline/commands';
import type { ContextInfrastructure } from '@throughline/context';
import { infrastructureToken } from '@throughline/context';
import { Datasets } from '../aggregates/datasets.ts';
import { Verifications } from '../aggregates/verifications.ts';
import { KeyFiles } from '../files/key-files.ts';

export class QuarantineRows extends ContextCommand<QuarantineRowsBody> {}

@CommandHandler(QuarantineRows)
export class QuarantineRowsHandler implements ICommandHandler<QuarantineRows> {
  constructor(
    private readonly datasets: Datasets, private readonly verifications: Verifications, private readonly keyFiles: KeyFiles,
    @Inject(infrastructureToken('data-quality')) private readonly infrastructure: ContextInfrastructure,
  ) {}

  async execute({ request, transaction }: QuarantineRows): Promise<CommandOutcome> {
    const { dataset, version, verification, rules, reason } = request.body;
    const keys = await this.keysOf(request);
    return this.datasets.handle(request, dataset, async (work) => {
      const { state } = await this.verifications.load(work, verification);
      return { type: 'QuarantineRows', data: { dataset, version, verification, rules, reason, keys, verified: verifiedRows(state) } };
    }, transaction);
  }

  // Before the transaction, since it takes a process of its own; what a completed verification found never changes.
  private async keysOf({ body, principal }: CommandEnvelope<QuarantineRowsBody>): Promise<KeyFile | null> {
    const { state } = await inTransaction(this.infrastructure.pool, (tx) => this.verifications.read(tx, body.verification, principal.workspace));
    const verified = verifiedRows(state);
    if (verified.status === 'absent' || verified.dataset !== body.dataset || verified.datasetVersion !== body.version) return null;
    const failing = keysToLeaveOut(verified, body.rules);
    return failing.length ? this.keyFiles.union(failing.map(({ digest }) => digest)) : null;
  }
}
