import { toIntegrationEvent, type HistoryPort } from '@throughline/transport';
import type { StreamState } from './consumer-tables.ts';
import { forkFromOwner } from './failure.ts';

/** Last public event of a stream. */
export interface Tip {
  readonly version: number;
  readonly id: string;
}

export type KnownTip = Pick<StreamState, 'last' | 'lastEventId'>;

/**
 * Compares what a consumer has applied with where an owner says that its streams end. The owner is asked again where they do not fit: the
 * consumer may have gone on since.
 * @throws Fork naming the first stream of which the owner lacks what was applied
 */
export const refuseAhead = async (history: HistoryPort, known: ReadonlyMap<string, KnownTip>, tips: ReadonlyMap<string, Tip>): Promise<void> => {
  for (const [stream, { last, lastEventId }] of known) {
    const tip = tips.get(stream);
    if (last === 0 || lastEventId === undefined || (tip && (last < tip.version || (last === tip.version && lastEventId === tip.id)))) continue;
    const [own] = await history.stream(stream, last - 1);
    const event = own && toIntegrationEvent(own);
    if (event?.version !== last) throw forkFromOwner(stream, last, lastEventId, undefined);
    if (event.id !== lastEventId) throw forkFromOwner(stream, last, lastEventId, event.id);
  }
};
