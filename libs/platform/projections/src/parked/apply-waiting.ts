import type { Transaction } from '@throughline/commands';
import { toIntegrationEvent } from '@throughline/transport';
import { applyEvents, type ApplyOptions, ENVELOPE } from '../apply-events.ts';
import { incoming } from '../arrival.ts';
import { Gap, messageOf } from '../failure.ts';
import { projectArrivals } from '../project-arrivals.ts';
import type { WaitingRow } from './parked-rows.ts';

/** Why an event cannot be applied yet; `counted` unless nobody is at fault. */
export interface Failure {
  readonly error: string;
  readonly counted: boolean;
}

/** An unreadable envelope that this code can read: whatever of it is not here yet is applied to every projection. */
const applyEnvelope = async (tx: Transaction, apply: ApplyOptions, { record, version }: WaitingRow): Promise<Failure | undefined> => {
  const read = incoming(record, version + 1);
  if (!read.event) return { error: read.problem ?? 'unreadable', counted: true };
  try {
    await applyEvents(tx, apply, [read], true);
    return undefined;
  } catch (error) {
    if (!(error instanceof Gap)) throw error;
    return { error: `${messageOf(error)}: what is missing before it is fetched from its owner first`, counted: true };
  }
};

/** Applies one parked event to its projection, in a savepoint. @returns why it must go on waiting @throws what is transient */
export const applyWaiting = async (tx: Transaction, apply: ApplyOptions, name: string, row: WaitingRow): Promise<Failure | undefined> => {
  if (name === ENVELOPE) return applyEnvelope(tx, apply, row);
  const projection = apply.projections.find((p) => p.name === name);
  if (!projection) return { error: `this code has no read model or policy ${name} any more: discard what waits for it`, counted: true };
  const [parked] = await projectArrivals(tx, { projection, reader: apply.reader, parked: new Set(), isolating: true }, [{ record: row.record, event: toIntegrationEvent(row.record) }]);
  return parked && { error: parked.error, counted: parked.counted };
};
