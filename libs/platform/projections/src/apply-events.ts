import type { IntegrationEvent } from '@throughline/kernel';
import type { Transaction } from '@throughline/commands';
import type { Arrival, Incoming } from './arrival.ts';
import type { ConsumerTables, ParkedRow, StreamState } from './consumer-tables.ts';
import type { EventReader } from './event-reader.ts';
import { forkInLog, Gap } from './failure.ts';
import { storableText } from './parked/storable-text.ts';
import { projectArrivals } from './project-arrivals.ts';
import type { Projection } from './projection.ts';

/** Name under which a record with an unreadable envelope is parked, its version being its offset. */
export const ENVELOPE = '(envelope)';
/** Of a key, as far as operators are shown it. */
const LONGEST_KEY = 150;

export interface ApplyOptions {
  readonly tables: ConsumerTables;
  readonly projections: readonly Projection[];
  readonly reader: EventReader;
  readonly startFrom: 'beginning' | 'now';
  readonly onBatch: ((tx: Transaction, arrivals: readonly Arrival[]) => Promise<void>) | undefined;
}

export interface Applied {
  readonly events: number;
  readonly duplicates: number;
  readonly parked: readonly ParkedRow[];
  readonly streams: ReadonlySet<string>;
}

/**
 * Applies records to all projections inside the caller's transaction. Isolating, each projection runs in a savepoint and parks what
 * fails for good; otherwise the first failure fails the whole.
 * @throws Gap, Fork
 */
export const applyEvents = async (tx: Transaction, options: ApplyOptions, records: readonly Incoming[], isolating: boolean): Promise<Applied> => {
  const { tables, onBatch } = options;
  const known = await tables.load(tx, [...new Set(records.flatMap((r) => r.event?.stream ?? []))]);
  const touched = new Map<string, StreamState>();
  const parked: ParkedRow[] = records.filter((r) => r.event === undefined).map((r) => (
    { projection: ENVELOPE, stream: placeOf(r), version: r.next - 1, record: r.record, error: storableText(r.problem ?? ''), tries: 1, counted: true }));
  const fresh: Arrival[] = [];
  let duplicates = 0;
  for (const { record, event } of records) {
    if (!event) continue;
    const state = known.get(event.stream) ?? { last: options.startFrom === 'now' ? event.version - 1 : 0, lastEventId: undefined, parked: new Set<string>() };
    if (isDuplicate(state, event)) {
      duplicates++;
      continue;
    }
    if (event.version > state.last + 1) throw new Gap(event.stream, state.last, event.version, state.lastEventId);
    state.last = event.version;
    state.lastEventId = event.id;
    known.set(event.stream, state);
    touched.set(event.stream, state);
    fresh.push({ record, event });
  }
  if (fresh.length > 0) await onBatch?.(tx, fresh);
  for (const projection of options.projections) {
    const waiting = new Set([...touched].filter(([, state]) => state.parked.has(projection.name)).map(([stream]) => stream));
    parked.push(...await projectArrivals(tx, { projection, reader: options.reader, parked: waiting, isolating }, fresh));
  }
  await tables.park(tx, parked);
  await tables.save(tx, touched);
  return { events: fresh.length, duplicates, parked, streams: new Set(touched.keys()) };
};

/** Its key says nothing certain: two strangers of one key and offset lie in different partitions. */
const placeOf = ({ record: { topic, partition, key } }: Incoming): string => `${topic}/${partition} ${storableText(key).slice(0, LONGEST_KEY)}`;

const isDuplicate = (state: StreamState, event: IntegrationEvent): boolean => {
  if (event.version === state.last && state.lastEventId !== undefined && state.lastEventId !== event.id) throw forkInLog(event.stream, event.version, state.lastEventId, event.id);
  return event.version <= state.last;
};
