import { behalfOf, type Actor } from '@throughline/kernel';
import type { AppendedEvent, Transaction } from '@throughline/commands';
import { enqueueWork } from '@throughline/workers';

/** Asks a worker to measure, once per event, on behalf of the person whose work it is. */
export const requestWork = (
  tx: Transaction, kind: string, { id, stream, event, meta }: AppendedEvent, startedBy: Actor | null | undefined = behalfOf(meta),
): Promise<void> => enqueueWork(tx, 'monitoring', {
  id, kind, stream, workspace: meta.workspace, payload: event.data, onBehalfOf: startedBy ?? undefined, correlationId: meta.correlationId,
});
