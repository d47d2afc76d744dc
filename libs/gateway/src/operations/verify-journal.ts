import type { ContextName } from '@throughline/kernel';
import type { ConsumerGroup, Histories } from '@throughline/projections';
import type { HistoryPort } from '@throughline/transport';
import { toIntegrationEvent } from '@throughline/transport';
import type { Pool } from 'pg';

/** One context's events in its own store and in the journal. */
export interface JournalReport {
  readonly context: ContextName;
  readonly stored: number;
  readonly journaled: number;
  readonly equal: boolean;
  /** Events that the journal lacks or has otherwise; at most 20. */
  readonly missing: readonly string[];
  /** Events that the owner does not have; at most 20. */
  readonly surplus: readonly string[];
}

export interface VerifyOptions {
  readonly pool: Pool;
  readonly schema: string;
  readonly consumers: ConsumerGroup;
  readonly histories: Histories;
}

/** What an event is known by on both sides. */
interface Fingerprint {
  readonly id: string;
  readonly stream: string;
  readonly version: number;
  readonly digest: string;
}

const PAGE = 1_000;
const NAMED = 20;
const ARRIVAL_MS = 5_000;

// The digest is taken of the stored text anew: a row that was changed must not vouch for itself.
const journalRows = async ({ pool, schema }: VerifyOptions, condition: string, values: unknown[]): Promise<Fingerprint[]> => (await pool.query<Fingerprint>(
  `select event_id as id, stream, version, 'sha256:'||encode(sha256(convert_to(data::text,'UTF8')),'hex') as digest from ${schema}.journal where ${condition}`, values)).rows;

const key = ({ id, stream, version, digest }: Fingerprint): string => `${id} ${stream} ${version} ${digest}`;

const lacking = (wanted: readonly Fingerprint[], there: readonly Fingerprint[]): Fingerprint[] => {
  const known = new Set(there.map(key));
  return wanted.filter((fingerprint) => !known.has(key(fingerprint)));
};

/** Pages of an owner's topic, each with the positions that it covers: everything after the page before, and at the end to infinity. */
const pages = async function* (history: HistoryPort, topic: string): AsyncGenerator<{ from: number; to: number | null; events: Fingerprint[] }> {
  for (let from = 0; ;) {
    const records = await history.topic(topic, from, PAGE);
    const to = records.at(-1)?.position ?? null;
    yield { from, to, events: records.map((record) => { const { id, stream, version, payloadDigest: digest } = toIntegrationEvent(record); return { id, stream, version, digest }; }) };
    if (to === null) return;
    from = to;
  }
};

/** Events of the owner that just have not arrived are waited for; those that are wrong stay. */
const stillMissing = async (options: VerifyOptions, missing: readonly Fingerprint[]): Promise<Fingerprint[]> => {
  if (missing.length === 0) return [];
  const newest: Record<string, number> = {};
  for (const { stream, version } of missing) newest[stream] = Math.max(version, newest[stream] ?? 0);
  await options.consumers.waitFor(newest, ARRIVAL_MS);
  return lacking(missing, await journalRows(options, 'event_id=any($1)', [missing.map(({ id }) => id)]));
};

/** Walks an owner's topics and compares (event id, stream, published version, payload digest) with the journal, in both directions. */
export const verifyJournal = async (options: VerifyOptions, context: ContextName, topics: readonly string[]): Promise<JournalReport> => {
  const history = options.histories[context];
  if (!history) throw new Error(`no history of ${context} is configured`);
  let stored = 0;
  const missing: Fingerprint[] = [];
  const surplus: Fingerprint[] = [];
  for (const topic of topics) {
    const streamType = topic.split('.')[2];
    for await (const { from, to, events } of pages(history, topic)) {
      stored += events.length;
      const there = await journalRows(options, `context=$1 and stream_type=$2 and global_position>$3 and ($4::bigint is null or global_position<=$4)`, [context, streamType, from, to]);
      missing.push(...await stillMissing(options, lacking(events, there)));
      surplus.push(...lacking(there, events));
    }
  }
  // What arrived behind the last page is no surplus once its owner vouches for it.
  const strangers = (await Promise.all(surplus.map(async (row) => {
    const [own] = await history.stream(row.stream, row.version - 1);
    if (!own) return [row];
    const { id, stream, version, payloadDigest: digest } = toIntegrationEvent(own);
    return lacking([row], [{ id, stream, version, digest }]);
  }))).flat();
  const { rows } = await options.pool.query<{ n: number }>(`select count(*)::int as n from ${options.schema}.journal where context=$1`, [context]);
  return {
    context, stored, journaled: rows[0]!.n, equal: missing.length === 0 && strangers.length === 0,
    missing: missing.slice(0, NAMED).map(({ id }) => id), surplus: strangers.slice(0, NAMED).map(({ id }) => id),
  };
};
