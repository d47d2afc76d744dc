import { isHuman } from '@throughline/kernel';
import type { AppendedEvent, Transaction } from '@throughline/commands';
import { enqueueWork } from '@throughline/workers';

/** Asks a worker to measure, once per event. */
export const requestWork = (tx: Transaction, kind: string, { id, stream, event, meta }: AppendedEvent): Promise<void> => enqueueWork(tx, 'monitoring', {
  id, kind, stream, workspace: meta.workspace, payload: event.data, onBehalfOf: meta.onBehalfOf ?? (isHuman(meta.actor) ? meta.actor : undefined), correlationId: meta.correlationId,
});
