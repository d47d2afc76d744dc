import type { HistoryPort } from '@throughline/transport';
import { type Incoming, incoming } from './arrival.ts';
import { forkFromOwner, type Gap } from './failure.ts';
import type { KnownTip } from './refuse-ahead.ts';

/** The owner's history has no events where the log skipped some: it lags or lies, so the batch waits. */
export class HistoryIncomplete extends Error {}

/**
 * Public events of a stream after what is known of it and up to a version, out of its owner's store.
 * @throws HistoryIncomplete; Fork where the owner's event at the known version is another one
 */
export const fetchRange = async (history: HistoryPort, stream: string, known: KnownTip, upTo: number, next: number): Promise<Incoming[]> => {
  const found: Incoming[] = [];
  for (let last = known.lastEventId === undefined ? known.last : known.last - 1; last < upTo;) {
    const page = (await history.stream(stream, last)).map((record) => incoming(record, next));
    if (page.length === 0 && last < known.last) throw forkFromOwner(stream, known.last, known.lastEventId!, undefined);
    if (page.length === 0) throw new HistoryIncomplete(`${stream}: its owner's history ends at version ${last}, and version ${upTo} is missing`);
    for (const record of page) {
      if (record.event?.version !== last + 1) throw new HistoryIncomplete(`${stream}: its owner's history has no readable version ${last + 1}: ${record.problem ?? `it goes on with ${record.event?.version}`}`);
      last++;
      if (last === known.last && record.event.id !== known.lastEventId) throw forkFromOwner(stream, last, known.lastEventId!, record.event.id);
      if (last > known.last && last <= upTo) found.push(record);
    }
  }
  return found;
};

/** Puts the missing events before the one that showed their absence. */
export const fillGap = async (history: HistoryPort, records: readonly Incoming[], gap: Gap): Promise<Incoming[]> => {
  const at = records.findIndex((r) => r.event?.stream === gap.stream && r.event.version === gap.before);
  // Of a repaired record nothing of the partition is done yet: the offset stays before the record that waited.
  const missing = await fetchRange(history, gap.stream, { last: gap.after, lastEventId: gap.lastEventId }, gap.before - 1, (records[at - 1]?.next ?? 0));
  return [...records.slice(0, at), ...missing, ...records.slice(at)];
};
