import type { Transaction } from '@throughline/commands';
import type { LogRecord, TopicPartition } from '@throughline/transport';
import { OwnershipLost } from './failure.ts';

export interface StreamState {
  /** Published version of the last event that this consumer applied, skipped or parked. */
  last: number;
  lastEventId: string | undefined;
  /** Projections for which the stream is parked. */
  readonly parked: Set<string>;
}

export interface ParkedRow {
  readonly projection: string;
  readonly stream: string;
  readonly version: number;
  readonly record: LogRecord;
  readonly error: string;
  readonly tries: number;
  readonly counted: boolean;
}

/** Where a partition stands, and under which generation this runner owns it. */
export interface Cursor {
  next: number;
  generation: number;
}

/** How long a runner that lost a partition leaves it to the new owner; each batch renews it. */
const LEASE = `interval '10 s'`;

/** The SQL of one consumer's rows. */
export class ConsumerTables {
  readonly consumer: string;
  readonly #schema: string;

  constructor(schema: string, consumer: string) {
    this.#schema = schema;
    this.consumer = consumer;
  }

  /**
   * Takes a partition over: whoever owned it before can commit no more. @param start offset when it was never read
   * @param polite leaves it to an owner whose lease has not run out, and answers undefined
   */
  async assign(tx: Pick<Transaction, 'query'>, { topic, partition }: TopicPartition, start: number, owner: string, polite: boolean): Promise<Cursor | undefined> {
    const { rows } = await tx.query<{ next_offset: string; generation: string }>({
      name: `${this.#schema}.assign`,
      text: `insert into ${this.#schema}.consumer_partition as p(consumer, topic, partition, next_offset, owner, expires_at)
        values ($1, $2, $3, $4, $5, now() + ${LEASE})
        on conflict (consumer, topic, partition) do update
        set owner = excluded.owner, generation = p.generation + 1, expires_at = excluded.expires_at
        where not $6 or p.owner = excluded.owner or p.expires_at < now() returning next_offset, generation`,
      values: [this.consumer, topic, partition, start, owner, polite],
    });
    return rows[0] && { next: Number(rows[0].next_offset), generation: Number(rows[0].generation) };
  }

  /** Lets others take over at once. */
  async release(tx: Pick<Transaction, 'query'>, owner: string): Promise<void> {
    await tx.query(`update ${this.#schema}.consumer_partition set expires_at = now() where consumer = $1 and owner = $2`, [this.consumer, owner]);
  }

  async offsets(tx: Pick<Transaction, 'query'>, topic: string): Promise<ReadonlyMap<number, number>> {
    const { rows } = await tx.query<{ partition: number; next_offset: string }>(
      `select partition, next_offset from ${this.#schema}.consumer_partition where consumer = $1 and topic = $2`, [this.consumer, topic]);
    return new Map(rows.map((r) => [r.partition, Number(r.next_offset)]));
  }

  /** Owner's position up to which every head of a topic was compared. */
  async headsWalked(tx: Pick<Transaction, 'query'>, topic: string): Promise<number> {
    const { rows } = await tx.query<{ walked: string | null }>(
      `select min(heads_walked) as walked from ${this.#schema}.consumer_partition where consumer = $1 and topic = $2`, [this.consumer, topic]);
    return Number(rows[0]?.walked ?? 0);
  }

  async setHeadsWalked(tx: Pick<Transaction, 'query'>, topic: string, position: number): Promise<void> {
    await tx.query(`update ${this.#schema}.consumer_partition set heads_walked = $3 where consumer = $1 and topic = $2`, [this.consumer, topic, position]);
  }

  /** Moves the offset on, or finds that somebody else owns the partition. Done first, so that the row's lock keeps rebuilds and repairs apart. */
  async advance(tx: Transaction, { topic, partition }: TopicPartition, { next, generation }: Cursor, to: number): Promise<void> {
    const { rowCount } = await tx.query({
      name: `${this.#schema}.advance`,
      text: `update ${this.#schema}.consumer_partition set next_offset = $4, expires_at = now() + ${LEASE}
        where consumer = $1 and topic = $2 and partition = $3 and next_offset = $5 and generation = $6`,
      values: [this.consumer, topic, partition, to, next, generation],
    });
    if (rowCount === 0) throw new OwnershipLost(`${this.consumer}: another runner took ${topic}/${partition} over`);
  }

  /** Locks out every runner of this consumer on these topics until the transaction ends. */
  async lock(tx: Transaction, topics: readonly string[]): Promise<void> {
    await tx.query(`select 1 from ${this.#schema}.consumer_partition where consumer = $1 and topic = any($2) order by topic, partition for update`, [this.consumer, topics]);
  }

  async load(tx: Pick<Transaction, 'query'>, streams: readonly string[]): Promise<Map<string, StreamState>> {
    const { rows } = await tx.query<{ stream_id: string; last_published: string; last_event_id: string; parked: string[] | null }>({
      name: `${this.#schema}.load-consumer-streams`,
      text: `select stream_id, last_published, last_event_id, (select array_agg(distinct p.projection) from ${this.#schema}.parked_event p
        where p.consumer = $1 and p.stream_id = s.stream_id) as parked
        from ${this.#schema}.consumer_stream s where consumer = $1 and stream_id = any($2)`,
      values: [this.consumer, streams],
    });
    return new Map(rows.map((r) => [r.stream_id, { last: Number(r.last_published), lastEventId: r.last_event_id, parked: new Set(r.parked) }]));
  }

  async save(tx: Transaction, states: ReadonlyMap<string, StreamState>): Promise<void> {
    if (states.size === 0) return;
    await tx.query({
      name: `${this.#schema}.save-consumer-streams`,
      text: `insert into ${this.#schema}.consumer_stream(consumer, stream_id, last_published, last_event_id)
        select $1, * from unnest($2::text[], $3::bigint[], $4::uuid[])
        on conflict (consumer, stream_id) do update set last_published = excluded.last_published, last_event_id = excluded.last_event_id`,
      values: [this.consumer, [...states.keys()], [...states.values()].map((s) => s.last), [...states.values()].map((s) => s.lastEventId)],
    });
  }

  async park(tx: Transaction, rows: readonly ParkedRow[]): Promise<void> {
    if (rows.length === 0) return;
    await tx.query({
      name: `${this.#schema}.park`,
      text: `insert into ${this.#schema}.parked_event(consumer, projection, stream_id, published_version, event, error, tries, counted)
        select $1, * from unnest($2::text[], $3::text[], $4::bigint[], $5::json[], $6::text[], $7::int[], $8::boolean[]) on conflict do nothing`,
      values: [this.consumer, rows.map((r) => r.projection), rows.map((r) => r.stream), rows.map((r) => r.version), rows.map((r) => JSON.stringify(r.record)),
        rows.map((r) => r.error), rows.map((r) => r.tries), rows.map((r) => r.counted)],
    });
  }

  async unpark(tx: Transaction, projection: string): Promise<void> {
    await tx.query(`delete from ${this.#schema}.parked_event where consumer = $1 and projection = $2`, [this.consumer, projection]);
  }

  async builtVersions(tx: Pick<Transaction, 'query'>): Promise<ReadonlyMap<string, number>> {
    const { rows } = await tx.query<{ name: string; version: number }>(`select name, version from ${this.#schema}.consumer_read_model where consumer = $1`, [this.consumer]);
    return new Map(rows.map((r) => [r.name, r.version]));
  }

  async setBuiltVersion(tx: Transaction, name: string, version: number): Promise<void> {
    await tx.query(`insert into ${this.#schema}.consumer_read_model(consumer, name, version) values ($1, $2, $3)
      on conflict (consumer, name) do update set version = excluded.version`, [this.consumer, name, version]);
  }

  /** Streams parked by a failure, per projection. */
  async parkedStreams(tx: Pick<Transaction, 'query'>): Promise<number> {
    const { rows } = await tx.query<{ count: number }>(
      `select count(distinct (projection, stream_id))::int as count from ${this.#schema}.parked_event where consumer = $1 and counted`, [this.consumer]);
    return rows[0]!.count;
  }
}
