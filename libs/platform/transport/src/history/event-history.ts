import { FEED_COLUMNS, feedRow, type Completeness, type LockFence, type RawFeedRow } from '@throughline/event-store';
import { topicOf, type ContextName } from '@throughline/kernel';
import type { Pool } from 'pg';
import { toLogRecord } from '../envelope/index.ts';
import type { HistoryHead, HistoryPort, HistoryRecord, StreamHead, TopicFloors } from '../history-port.ts';

/** Whose history, and out of which store. */
export interface EventHistoryOptions {
  readonly context: ContextName;
  readonly schema: string;
  readonly pool: Pool;
  /** May be shared with the relay. */
  readonly fence: LockFence;
  /** The transport that the context's relay writes to: its checkpoint says what has been handed over. */
  readonly transport: 'postgres' | 'kafka';
  /** Partitions of a topic in that transport. */
  readonly partitions: number;
}

const LIMIT = 1000;

/** A context's own event history, read in process. */
export class EventHistory implements HistoryPort {
  readonly #options: EventHistoryOptions;
  /** The newest instant known to be complete. */
  #complete: Date | null = null;
  /** All public events up to here have been handed over. Void on another session, where positions may repeat. */
  #sent: { readonly session: object; readonly upTo: number } | null = null;
  /** One that waits for the relay; kept until the relay is there, or a busy store would never be complete. */
  #waiting: Completeness | null = null;

  constructor(options: EventHistoryOptions) {
    this.#options = options;
  }

  async stream(stream: string, after: number): Promise<readonly HistoryRecord[]> {
    const { rows } = await this.#options.pool.query<RawFeedRow>({
      name: `${this.#options.schema}.history.stream`,
      text: `select ${FEED_COLUMNS} from ${this.#options.schema}.events
        where stream_id = $1 and published_version > $2 order by version limit ${LIMIT}`,
      values: [stream, after],
    });
    return rows.map((row) => this.#record(row));
  }

  async topic(topic: string, after: number, limit: number): Promise<readonly HistoryRecord[]> {
    const { client, highWater } = await this.#options.fence.look();
    const { rows } = await client.query<RawFeedRow>({
      name: `${this.#options.schema}.history.topic`,
      // The limit inside: a plan that sorts first (before the table was analysed) must not take every row's JSON apart.
      text: `select ${FEED_COLUMNS} from (select * from ${this.#options.schema}.events
        where stream_type = $1 and published_version is not null and global_position > $2 and global_position <= $3 order by global_position limit $4) page
        order by global_position`,
      values: [this.#streamType(topic), after, highWater, Math.min(limit, LIMIT)],
    });
    return rows.map((row) => this.#record(row));
  }

  async heads(topic: string, after: number): Promise<readonly StreamHead[]> {
    const { client, highWater } = await this.#options.fence.look();
    const { rows } = await client.query<{ stream: string; version: string; position: string; id: string }>({
      name: `${this.#options.schema}.history.heads`,
      text: `select stream_id as stream, max(published_version) as version, max(global_position) as position,
        (array_agg(event_id order by published_version desc))[1] as id from ${this.#options.schema}.events
        where stream_type = $1 and published_version is not null and global_position > $2 and global_position <= $3
        group by stream_id order by position limit ${LIMIT}`,
      values: [this.#streamType(topic), after, highWater],
    });
    return rows.map(({ stream, version, position, id }) => ({ stream, version: Number(version), position: Number(position), id }));
  }

  /** Looks at the fence twice: an instant is known to be complete only at a look after the one that named it. */
  async head(): Promise<HistoryHead> {
    await this.#options.fence.look();
    const { complete, client } = await this.#options.fence.look();
    const position = await this.#relayed();
    for (const claim of [this.#waiting, complete]) {
      if (claim && (await this.#isSent(position, claim.upTo, client))) this.#complete = claim.before;
      else this.#waiting ??= claim;
    }
    if (this.#waiting && this.#complete && this.#complete >= this.#waiting.before) this.#waiting = null;
    return { completeBefore: this.#complete?.toISOString() ?? null, position };
  }

  async floors(topic: string): Promise<TopicFloors> {
    this.#streamType(topic);
    const { schema, context, transport, partitions, pool } = this.#options;
    if (transport === 'postgres') return { offsets: [], withheld: null };
    const { rows: [row] } = await pool.query<{ refused: string | null; compared: boolean; floors: Record<string, number> | null }>({
      name: `${schema}.history.floors`,
      // A lease that runs now was taken after whatever restored the database: what an older one had compared says nothing.
      text: `select r.refused, r.checked_epoch = r.epoch and r.expires_at > clock_timestamp() as compared,
        (select json_object_agg(f.partition, f.floor_offset) from ${schema}.relay_floor f where f.topic = $3) as floors
        from ${schema}.relay r where r.context = $1 and r.transport = $2`,
      values: [context, transport, topic],
    });
    const floors = row?.floors;
    return {
      offsets: floors ? Array.from({ length: partitions }, (_, partition) => floors[partition] ?? 0) : [],
      withheld: row?.refused ?? (row?.compared ? null : `no relay of ${context} has compared its store with the log yet`),
    };
  }

  async #relayed(): Promise<number> {
    const { schema, context, transport, pool } = this.#options;
    const { rows: [row] } = await pool.query<{ position: string }>({
      name: `${schema}.history.relayed`,
      text: `select position from ${schema}.relay where context = $1 and transport = $2`, values: [context, transport],
    });
    return Number(row?.position ?? 0);
  }

  /** Whether every public event up to a position has been handed to the log. What is private never will be, and holds nothing up. */
  async #isSent(relayed: number, upTo: number, session: object): Promise<boolean> {
    const { schema, pool } = this.#options;
    const from = Math.max(relayed, this.#sent?.session === session ? this.#sent.upTo : 0);
    const { rows: [row] } = await pool.query<{ unsent: boolean }>({
      name: `${schema}.history.unsent`,
      text: `select exists(select 1 from ${schema}.events where published_version is not null and global_position > $1 and global_position <= $2) as unsent`,
      values: [from, upTo],
    });
    if (!row || row.unsent) return false;
    this.#sent = { session, upTo: Math.max(from, upTo) };
    return true;
  }

  #record(raw: RawFeedRow): HistoryRecord {
    const row = feedRow(raw);
    return { ...toLogRecord(row, this.#options.context, this.#options.partitions), position: row.position };
  }

  #streamType(topic: string): string {
    const { context } = this.#options;
    const streamType = topic.split('.')[2] ?? '';
    if (topic !== topicOf({ context, aggregate: streamType })) throw new Error(`topic ${topic} is not one of ${context}`);
    return streamType;
  }
}
