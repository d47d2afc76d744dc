import { behalfOf } from '@throughline/kernel';
import { Aggregate, type AppendedEvent, type CommandExecutor, type Transaction } from '@throughline/commands';
import { verificationDecider, type Verification, type VerificationCommand, type VerificationEvent, type VerificationRefusal } from '@throughline/data-quality-domain';
import { cancelWork, enqueueWork } from '@throughline/workers';
import { publishVerification } from '../integration/published/verification.ts';

const SCHEMA = 'data_quality';

const appended = async (tx: Transaction, { id, event, stream, meta }: AppendedEvent): Promise<void> => {
  const { type, data } = event as VerificationEvent;
  if (type === 'VerificationCancelled') await cancelWork(tx, SCHEMA, stream);
  if (type !== 'VerificationStarted') return;
  await enqueueWork(tx, SCHEMA, {
    id, kind: 'verification', stream, workspace: meta.workspace, payload: data, correlationId: meta.correlationId, onBehalfOf: behalfOf(meta),
  });
};

export class Verifications extends Aggregate<VerificationCommand, Verification, VerificationEvent, VerificationRefusal> {
  constructor(executor: CommandExecutor) {
    super(executor, { type: 'verification', decider: verificationDecider, publishing: publishVerification, appended });
  }
}
