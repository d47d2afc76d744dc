import { inTransaction, type Transaction } from '@throughline/commands';
import { type HistoryPort, type LogSubscription, RetryLater, type StoredRecord, type TopicPartition } from '@throughline/transport';
import { type Applied, applyEvents, type ApplyOptions } from './apply-events.ts';
import { type Incoming, incoming } from './arrival.ts';
import { Assignment, TAKEN_OVER_MS } from './assignment.ts';
import { BackOff } from './back-off.ts';
import { chunksOf } from './chunks-of.ts';
import { type ConsumerStatus, type EventConsumerOptions, ownerOf } from './consumer-options.ts';
import { type ConsumerMetrics, noMetrics } from './consumer-ports.ts';
import { ConsumerTables, partitionKey } from './consumer-tables.ts';
import { EventReader } from './event-reader.ts';
import { Exclusive } from './exclusive.ts';
import { FailureCap } from './failure-cap.ts';
import { Fork, Gap, isTransient, messageOf, OwnershipLost, Withheld } from './failure.ts';
import { Floors } from './floors.ts';
import { fillGap, HistoryIncomplete } from './gap-repair.ts';
import { HeadsWalk } from './heads-walk.ts';
import { ParkedWork } from './parked/parked-work.ts';
import { TRIES } from './project-arrivals.ts';
import { Standing } from './standing.ts';

const MAX_BATCH = 200;
const STANDING_BY_MS = 5_000;
const LEAVING_MS = 30_000;
const WITHHELD_MS = 1_000;
const REBUILDING_MS = 500;

/**
 * Drives projections over topics: offset, stream versions, effects and parked events of a batch commit together or not at all, so
 * redelivery, crashes and takeovers do nothing twice.
 */
export class EventConsumer {
  readonly name: string;
  readonly topics: readonly string[];
  readonly projectionNames: readonly string[];
  readonly startFrom: 'beginning' | 'now';
  /** What can be done about the events that wait. */
  readonly parked: ParkedWork;
  protected readonly options: EventConsumerOptions;
  protected readonly tables: ConsumerTables;
  protected readonly reader: EventReader;
  protected readonly standing = new Standing();
  /** Rebuilds: no batch of this process is begun meanwhile; batches in hand and other processes are kept out by {@link ConsumerTables.lock}. */
  protected readonly exclusive = new Exclusive();
  readonly #group: string;
  readonly #apply: ApplyOptions;
  readonly #metrics: ConsumerMetrics;
  readonly #assignment: Assignment;
  readonly #backOffs = new Map<string, BackOff>();
  readonly #cap = new FailureCap();
  readonly #listeners = new Set<(streams: ReadonlySet<string>) => void>();
  readonly #floors: Floors;
  readonly #heads: HeadsWalk;
  #subscription: LogSubscription | undefined;
  #resuming: Promise<void> | undefined;
  #leaving: Promise<void> | undefined;

  constructor(options: EventConsumerOptions) {
    this.name = options.name;
    this.startFrom = options.startFrom;
    this.options = options;
    this.#group = `${options.schema}.${options.name}`;
    this.topics = [...new Set([...options.topics ?? [], ...options.projections.flatMap((p) => p.topics)])];
    this.projectionNames = options.projections.map((p) => p.name);
    this.reader = new EventReader(options.upcasts);
    this.tables = new ConsumerTables(options.schema, options.name);
    this.#assignment = new Assignment(this.tables, options);
    this.#metrics = options.metrics ?? noMetrics;
    this.#apply = { tables: this.tables, projections: options.projections, reader: this.reader, startFrom: options.startFrom, onBatch: options.onBatch };
    this.parked = new ParkedWork({ options, apply: this.#apply, barred: () => this.mayNotConsume(), released: (streams) => { for (const listener of this.#listeners) listener(streams); } });
    this.#floors = new Floors(this.tables, options, (topic) => this.historyOf(topic), () => this.#heads.soon());
    this.#heads = new HeadsWalk(this, this.tables, options, this.#floors);
  }

  /** Stays `stopped` when what its cap stopped it for is still parked. @throws Error when a topic's owner has no history here, or a topic does not exist */
  async start(): Promise<void> {
    const lacking = this.topics.map(ownerOf).find((owner) => !this.options.histories[owner]);
    if (lacking) throw new Error(`${this.name}: no history of ${lacking} is configured`);
    const reason = this.#cap.exceeded(await this.tables.parkedStreams(this.options.pool));
    if (reason) return this.#stopFor('stopped', reason);
    this.standing.set('running');
    this.#subscription = await this.options.transport.subscribe({
      group: this.#group, topics: this.topics, maxBatch: MAX_BATCH,
      handlers: { assigned: (partitions) => this.#assigned(partitions), batch: (partition, records) => this.#batch(partition, records) },
    });
    this.standing.ready();
    this.#heads.start();
  }

  /** Finishes the batches in hand, then leaves. */
  stop(): Promise<void> {
    this.#leaving ??= this.#leave().finally(() => { this.#leaving = undefined; });
    return this.#leaving;
  }

  /** Begins again after its cap stopped it, once what is parked is back below the cap. */
  async resume(): Promise<void> {
    this.#resuming ??= this.#resume().finally(() => { this.#resuming = undefined; });
    await this.#resuming;
  }

  status(): ConsumerStatus {
    return this.standing.status;
  }

  wake(): void {
    this.#subscription?.wake();
  }

  /** Calls back after each commit with the streams that moved; returns how to stop. */
  onCommit(listener: (streams: ReadonlySet<string>) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Walks the owners' heads now and repairs what the log lost; answers how many events. */
  repairHeads(): Promise<number> {
    return this.#heads.walk();
  }

  /** Ends it for good: what it has applied is not what its owner has. */
  halt(fork: Fork): void {
    this.#stopFor('halted', fork.message);
  }

  historyOf(topic: string): HistoryPort {
    return this.options.histories[ownerOf(topic)]!;
  }

  /** Next offset per partition of a topic, as committed: what the consumer has behind it. */
  async offsets(topic: string): Promise<readonly number[]> {
    const offsets = await this.tables.offsets(this.options.pool, topic);
    return Array.from({ length: await this.options.transport.partitionsOf(topic) }, (_, partition) => offsets.get(partition) ?? 0);
  }

  /** Why this process may take no partition now, if there is a reason; asked again later. */
  protected mayNotConsume(): Promise<string | undefined> {
    return Promise.resolve(undefined);
  }

  async #resume(): Promise<void> {
    if (this.standing.status.state !== 'stopped' || !this.#cap.below(await this.tables.parkedStreams(this.options.pool))) return;
    await this.stop();
    this.#cap.reset();
    this.standing.set('idle');
    this.options.logger.info({ consumer: this.name }, 'consumer begins again: what is parked is below its cap');
    try {
      await this.start();
    } catch (error) {
      // Or nobody would ever ask again.
      this.standing.set('stopped', `it could not begin again: ${messageOf(error)}`);
      throw error;
    }
  }

  async #leave(): Promise<void> {
    await this.#heads.stop();
    await this.#subscription?.stop();
    // A courtesy: without it the lease runs out by itself.
    if (this.#subscription) await this.#assignment.release()
      .catch((error: unknown) => this.options.logger.warn({ consumer: this.name, error: messageOf(error) }, 'partitions were not given back, their lease runs out'));
    this.#subscription = undefined;
    if (!this.standing.mustStop) this.standing.set('idle');
  }

  async #assigned(partitions: readonly TopicPartition[]): Promise<number[]> {
    this.#refuseWhileRebuilding();
    const reason = await this.mayNotConsume();
    this.#floors.forget(partitions.map((p) => p.topic));
    if (!reason) return this.#assignment.take(partitions);
    this.standing.retrying(partitions.map(partitionKey), STANDING_BY_MS, reason);
    throw new RetryLater(STANDING_BY_MS, { cause: new Error(reason) });
  }

  /** A declared wait: a rebuild takes minutes, and whoever looks for partitions that stand still must not take it for one. */
  #refuseWhileRebuilding(): void {
    if (this.exclusive.busy) throw new RetryLater(REBUILDING_MS, { cause: new Error(`${this.name} rebuilds its read models`) });
  }

  async #batch(partition: TopicPartition, records: readonly StoredRecord[]): Promise<void> {
    const key = partitionKey(partition);
    const cursor = this.#assignment.cursorOf(partition);
    if (!cursor) throw new RetryLater(0, { cause: new Error(`${key} was never assigned`) });
    if (this.standing.mustStop) throw new RetryLater(LEAVING_MS, { cause: new Error(this.standing.status.reason) });
    this.#refuseWhileRebuilding();
    try {
      await this.#floors.clear(partition.topic);
      await this.#commitAll(partition.topic, records.map((r) => incoming(r, r.offset + 1)), async (now, isolating) => {
        const to = Math.max(cursor.next, now.at(-1)!.next);
        const applied = await this.#commit((tx) => this.tables.advance(tx, partition, cursor, to), now, isolating);
        cursor.next = to;
        return applied;
      });
    } catch (error) {
      throw this.#retry(partition, await this.#judge(partition.topic, error));
    }
    this.#backOffs.get(key)?.reset();
    this.standing.moved(key);
    const time = records.at(-1)?.headers['ce_time'];
    if (time) this.#metrics.applied?.(this.#group, partition.topic, new Date(time));
  }

  /** A message that contradicts what is known here may lie below a floor that nobody has heard of yet. */
  async #judge(topic: string, error: unknown): Promise<unknown> {
    if (!(error instanceof Fork)) return error;
    return this.#floors.look(topic).then((jumped) => (jumped ? new OwnershipLost(`${this.name}: ${topic} begins anew at its floor`) : error), (other: unknown) => other);
  }

  /** Applies events out of a topic's history that the log lost; answers how many were new. */
  async applyMissing(topic: string, records: Incoming[]): Promise<number> {
    let events = 0;
    await this.exclusive.over();
    await this.#commitAll(topic, records, async (now, isolating) => {
      events += (await this.#commit(async (tx) => { await this.tables.lock(tx, [topic]); }, now, isolating)).events;
    });
    if (events > 0) this.#metrics.count('repaired', this.name, events);
    return events;
  }

  /** Commits chunk by chunk, and record by record what failed for good {@link TRIES} times. */
  async #commitAll(topic: string, records: Incoming[], commit: (now: Incoming[], isolating: boolean) => Promise<unknown>): Promise<void> {
    for (const chunk of chunksOf(records, this.options)) {
      let left = chunk;
      for (let tries = 0; left.length > 0;) {
        if (this.standing.mustStop) throw new Error(this.standing.status.reason);
        const isolating = tries >= TRIES;
        const now = isolating ? left.slice(0, 1) : left;
        try {
          await commit(now, isolating);
          left = left.slice(now.length);
        } catch (error) {
          if (error instanceof Gap) left = await this.#fill(topic, left, error);
          else if (isolating || isTransient(error) || error instanceof OwnershipLost || error instanceof Fork) throw error;
          else tries++;
        }
      }
    }
  }

  async #fill(topic: string, records: Incoming[], gap: Gap): Promise<Incoming[]> {
    const filled = await fillGap(this.historyOf(topic), records, gap);
    this.#metrics.count('gap', this.name, 1);
    this.options.logger.warn({ consumer: this.name, stream: gap.stream, after: gap.after, before: gap.before }, 'gap in the log, fetched from the owner');
    return filled;
  }

  /** One transaction: guard, effects, versions and parked events; then counting, the cap and the listeners. */
  async #commit(guard: (tx: Transaction) => Promise<void>, records: readonly Incoming[], isolating: boolean): Promise<Applied> {
    const { pool, logger } = this.options;
    const { applied, parkedStreams } = await inTransaction(pool, async (tx) => {
      await guard(tx);
      const result = await applyEvents(tx, this.#apply, records, isolating);
      return { applied: result, parkedStreams: result.parked.length > 0 ? await this.tables.parkedStreams(tx) : 0 };
    });
    const failed = applied.parked.filter((p) => p.counted);
    for (const { projection, stream, version, error } of failed) logger.error({ consumer: this.name, projection, stream, version, error }, 'event parked');
    this.#metrics.count('applied', this.name, applied.events);
    if (applied.duplicates > 0) this.#metrics.count('duplicate', this.name, applied.duplicates);
    if (applied.parked.length > 0) this.#metrics.count('parked', this.name, applied.parked.length);
    this.#cap.record(applied.events, failed.length);
    for (const listener of this.#listeners) listener(applied.streams);
    const reason = this.#cap.exceeded(parkedStreams);
    if (reason) this.#stopFor('stopped', reason);
    return applied;
  }

  #retry(partition: TopicPartition, error: unknown): RetryLater {
    const key = partitionKey(partition);
    if (error instanceof OwnershipLost) {
      this.#assignment.lost(partition);
      this.#metrics.count('ownership_lost', this.name, 1);
      return new RetryLater(TAKEN_OVER_MS, { cause: error });
    }
    if (error instanceof Fork) this.halt(error);
    if (this.standing.mustStop) return new RetryLater(LEAVING_MS, { cause: error });
    if (error instanceof Withheld) {
      if (this.standing.status.reason !== error.message) this.options.logger.warn({ consumer: this.name, partition: key, error: error.message }, 'batch waits for the owner of its topic');
      this.standing.retrying([key], WITHHELD_MS, error.message);
      return new RetryLater(WITHHELD_MS, { cause: error });
    }
    const backOff = this.#backOffs.get(key) ?? new BackOff();
    this.#backOffs.set(key, backOff);
    const delay = backOff.next();
    this.standing.retrying([key], delay, messageOf(error));
    this.#metrics.count('retry', this.name, 1);
    const fields = { consumer: this.name, partition: key, delay, error: messageOf(error) };
    if (isTransient(error) || error instanceof HistoryIncomplete) this.options.logger.warn(fields, 'batch waits for a dependency');
    else this.options.logger.error(fields, 'batch fails and cannot be parked, trying again');
    return new RetryLater(delay, { cause: error });
  }

  #stopFor(state: 'stopped' | 'halted', reason: string): void {
    if (this.standing.status.state === state) return;
    this.standing.set(state, reason);
    this.standing.ready();
    this.options.logger.error({ consumer: this.name, reason }, `consumer ${state}`);
    // Leaving waits for the batch in hand, which may be the one that called.
    void this.stop().catch((error: unknown) => this.options.logger.error({ consumer: this.name, error: messageOf(error) }, 'consumer did not leave'));
  }
}
