import type { Transaction } from '@throughline/commands';
import type { LogRecord, TopicPartition } from '@throughline/transport';
import { Busy, OwnershipLost } from './failure.ts';

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

export const partitionKey = ({ topic, partition }: TopicPartition): string => `${topic}/${partition}`;

const cancelled = (error: unknown): boolean => (error as { code?: unknown }).code === '57014';

/** The SQL of one consumer's rows. */
export class ConsumerTables {
  readonly consumer: string;
  readonly #schema: string;

  constructor(schema: string, consumer: string) {
    this.#schema = schema;
    this.consumer = consumer;
  }

  /**
   * Takes partitions over: whoever owned them before can commit no more.
   * @param starts offset of each that was never read
   * @param polite leaves those out whose owner's lease has not run out
   */
  async assign(tx: Pick<Transaction, 'query'>, partitions: readonly TopicPartition[], starts: readonly number[], owner: string, polite: boolean): Promise<ReadonlyMap<string, Cursor>> {
    const { rows } = await tx.query<{ topic: string; partition: number; next_offset: string; generation: string }>({
      name: `${this.#schema}.assign`,
      text: `insert into ${this.#schema}.consumer_partition as p(consumer, topic, partition, next_offset, owner, expires_at)
        select $1, w.topic, w.partition, w.start, $5, now() + ${LEASE} from unnest($2::text[], $3::int[], $4::bigint[]) w(topic, partition, start) order by w.topic, w.partition
        on conflict (consumer, topic, partition) do update
        set owner = excluded.owner, generation = p.generation + 1, expires_at = excluded.expires_at
        where not $6 or p.owner = excluded.owner or p.expires_at < now() returning topic, partition, next_offset, generation`,
      values: [this.consumer, partitions.map((p) => p.topic), partitions.map((p) => p.partition), starts, owner, polite],
    });
    return new Map(rows.map((r) => [partitionKey(r), { next: Number(r.next_offset), generation: Number(r.generation) }]));
  }

  /** Lets others take over at once. */
  async release(tx: Pick<Transaction, 'query'>, owner: string): Promise<void> {
    await tx.query(`${this.#locked('owner = $2')} update ${this.#schema}.consumer_partition p set expires_at = now() from locked l
      where p.consumer = $1 and p.topic = l.topic and p.partition = l.partition`, [this.consumer, owner]);
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

  /** @param from what was walked when the walk began: where a jump has set it back since, it stays there */
  async setHeadsWalked(tx: Pick<Transaction, 'query'>, topic: string, from: number, position: number): Promise<void> {
    await tx.query(`${this.#locked('topic = $2')} update ${this.#schema}.consumer_partition p set heads_walked = $3 from locked l
      where p.consumer = $1 and p.topic = l.topic and p.partition = l.partition and p.heads_walked >= $4`, [this.consumer, topic, position, from]);
  }

  /**
   * Moves the offset on, or finds that somebody else owns the partition. Done first, so that the row's lock keeps rebuilds and repairs apart.
   * @throws Busy when a rebuild or repair holds the row for longer than a statement may take
   */
  async advance(tx: Transaction, { topic, partition }: TopicPartition, { next, generation }: Cursor, to: number): Promise<void> {
    const { rowCount } = await tx.query({
      name: `${this.#schema}.advance`,
      text: `update ${this.#schema}.consumer_partition set next_offset = $4, expires_at = now() + ${LEASE}
        where consumer = $1 and topic = $2 and partition = $3 and next_offset = $5 and generation = $6`,
      values: [this.consumer, topic, partition, to, next, generation],
    }).catch((error: unknown) => { throw cancelled(error) ? new Busy(`${this.consumer}: a rebuild or a repair holds ${topic}/${partition}`, { cause: error }) : error; });
    if (rowCount === 0) throw new OwnershipLost(`${this.consumer}: another runner took ${topic}/${partition} over`);
  }

  /** Locks out every runner of this consumer on these topics until the transaction ends. */
  async lock(tx: Transaction, topics: readonly string[]): Promise<void> {
    await tx.query(`${this.#locked('topic = any($2)')} select 1 from locked`, [this.consumer, topics]);
  }

  /** False where there can be nothing to fold again. */
  async hasConsumed(tx: Transaction, topics: readonly string[]): Promise<boolean> {
    const { rows } = await tx.query<{ consumed: boolean }>(`select exists(select 1 from ${this.#schema}.consumer_partition where consumer = $1 and topic = any($2))
      and exists(select 1 from ${this.#schema}.consumer_stream where consumer = $1) as consumed`, [this.consumer, topics]);
    return rows[0]!.consumed;
  }

  /** Ends what every runner owns of these topics: each must take its partitions anew. */
  async revoke(tx: Transaction, topics: readonly string[]): Promise<void> {
    await tx.query(`update ${this.#schema}.consumer_partition set generation = generation + 1 where consumer = $1 and topic = any($2)`, [this.consumer, topics]);
  }

  /** Whether a partition has not dealt with its topic's floor yet. @param floors offset per partition */
  async isBelow(tx: Pick<Transaction, 'query'>, topic: string, floors: readonly number[]): Promise<boolean> {
    const { rows } = await tx.query<{ below: boolean }>(`select exists(select 1 from ${this.#schema}.consumer_partition p
      join unnest($3::bigint[]) with ordinality f(floor, n) on f.n = p.partition + 1 where p.consumer = $1 and p.topic = $2 and p.floor < f.floor) as below`, [this.consumer, topic, floors]);
    return rows[0]!.below;
  }

  /** Begins every partition that lies below its topic's floor at the floor, and all heads of the topic anew; whoever owned them must take them again. */
  async jump(tx: Transaction, topic: string, floors: readonly number[]): Promise<void> {
    await this.lock(tx, [topic]);
    await tx.query(`update ${this.#schema}.consumer_partition p set floor = f.floor, next_offset = greatest(p.next_offset, f.floor), heads_walked = 0, generation = generation + 1
      from unnest($3::bigint[]) with ordinality f(floor, n) where f.n = p.partition + 1 and p.consumer = $1 and p.topic = $2 and p.floor < f.floor`, [this.consumer, topic, floors]);
  }

  /** Rows in the one order in which all take them, so that no two can wait for each other. */
  #locked(which: string): string {
    return `with locked as materialized (select topic, partition from ${this.#schema}.consumer_partition where consumer = $1 and ${which} order by topic, partition for update)`;
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

  /** What is known of a type's streams, in order of their ids; at most 1,000. */
  async streamsAfter(tx: Pick<Transaction, 'query'>, streamType: string, after: string): Promise<ReadonlyMap<string, { readonly last: number; readonly lastEventId: string }>> {
    const { rows } = await tx.query<{ stream_id: string; last_published: string; last_event_id: string }>(`select stream_id, last_published, last_event_id from ${this.#schema}.consumer_stream
      where consumer = $1 and stream_id > $2 and left(stream_id, -37) = $3 order by stream_id limit 1000`, [this.consumer, after, streamType]);
    return new Map(rows.map((r) => [r.stream_id, { last: Number(r.last_published), lastEventId: r.last_event_id }]));
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

  /** Takes a read model's row for this transaction, so that one process builds it; answers the version that it was built in, 0 when it never was. */
  async claimReadModel(tx: Transaction, name: string): Promise<number> {
    await tx.query(`insert into ${this.#schema}.consumer_read_model(consumer, name, version) values ($1, $2, 0) on conflict do nothing`, [this.consumer, name]);
    const { rows } = await tx.query<{ version: number }>(`select version from ${this.#schema}.consumer_read_model where consumer = $1 and name = $2 for update`, [this.consumer, name]);
    return rows[0]!.version;
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
