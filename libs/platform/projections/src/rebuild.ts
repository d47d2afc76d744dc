import { type Digest, digestOf } from '@throughline/kernel';
import type { Transaction } from '@throughline/commands';
import { type HistoryPort, type HistoryRecord, toIntegrationEvent } from '@throughline/transport';
import type { Arrival } from './arrival.ts';
import { asStep } from './as-step.ts';
import type { ConsumerTables, ParkedRow } from './consumer-tables.ts';
import type { EventReader } from './event-reader.ts';
import { isTransient } from './failure.ts';
import type { Discarded } from './parked/discarded.ts';
import { projectArrivals, type ProjectOptions } from './project-arrivals.ts';
import type { Projection } from './projection.ts';

const PAGE = 1_000;

/** What a rebuild found: the same version over the same events must come to the same rows. */
export interface RebuildReport {
  readonly readModel: string;
  readonly version: number;
  /** Events applied anew. */
  readonly events: number;
  readonly parked: number;
  readonly before: Digest;
  readonly after: Digest;
}

/** Digest of the rows of tables, whatever order they lie in; two sums of 64 bits a table, so that it needs no memory. */
export const digestOfTables = async (tx: Pick<Transaction, 'query'>, schema: string, tables: readonly string[]): Promise<Digest> => {
  const sums: string[][] = [];
  for (const table of [...tables].sort()) {
    const { rows } = await tx.query<{ count: string; high: string; low: string }>(`
      select count(*), coalesce(sum(('x' || left(h, 16))::bit(64)::bigint::numeric), 0) as high, coalesce(sum(('x' || right(h, 16))::bit(64)::bigint::numeric), 0) as low
      from (select md5(t::text) h from ${schema}.${table} t) hashed`);
    sums.push([table, rows[0]!.count, rows[0]!.high, rows[0]!.low]);
  }
  return digestOf(sums);
};

interface Refold {
  readonly projection: Projection;
  readonly tables: ConsumerTables;
  readonly reader: EventReader;
  readonly historyOf: (topic: string) => HistoryPort;
  /** Events that an operator gave up for this version of the projection. */
  readonly discarded: Discarded;
}

/** Fast, and only where that failed with a savepoint for each event. */
const applyIsolatingOnFailure = async (tx: Transaction, options: Omit<ProjectOptions, 'isolating'>, page: readonly Arrival[]): Promise<readonly ParkedRow[]> => {
  try {
    let rows: readonly ParkedRow[] = [];
    await asStep(tx, async () => { rows = await projectArrivals(tx, { ...options, isolating: false }, page); });
    return rows;
  } catch (error) {
    if (isTransient(error)) throw error;
    return projectArrivals(tx, { ...options, isolating: true }, page);
  }
};

/** A topic's history, page by page; the next page is fetched while one is worked on. */
const pagesOf = async function* (history: HistoryPort, topic: string): AsyncGenerator<readonly HistoryRecord[]> {
  for (let next = history.topic(topic, 0, PAGE); ;) {
    const page = await next;
    if (page.length === 0) return;
    next = history.topic(topic, page.at(-1)!.position, PAGE);
    // Its failure is met when its turn comes; it must not end the process before.
    next.catch(() => undefined);
    yield page;
  }
};

/** Applies the owners' histories to empty tables, each stream up to where the consumer stands; parks what fails. The caller holds the consumer's lock. */
export const refold = async (tx: Transaction, { projection, tables, reader, historyOf, discarded }: Refold): Promise<{ readonly events: number; readonly parked: number }> => {
  const parkedStreams = new Set<string>();
  let events = 0;
  let parked = 0;
  for (const topic of projection.topics) {
    for await (const records of pagesOf(historyOf(topic), topic)) {
      const page = records.map((record): Arrival => ({ record, event: toIntegrationEvent(record) })).filter(({ event }) => projection.stepFor(topic, event));
      const states = await tables.load(tx, [...new Set(page.map(({ event }) => event.stream))]);
      const due = page.filter(({ event }) => event.version <= (states.get(event.stream)?.last ?? 0) && !discarded.has(event));
      const rows = await applyIsolatingOnFailure(tx, { projection, reader, parked: parkedStreams }, due);
      await tables.park(tx, rows);
      for (const { stream } of rows) parkedStreams.add(stream);
      events += due.length - rows.length;
      parked += rows.length;
    }
  }
  return { events, parked };
};
