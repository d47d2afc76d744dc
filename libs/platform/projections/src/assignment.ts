import { hostname } from 'node:os';
import { randomUUID } from 'node:crypto';
import { RetryLater, type TopicPartition } from '@throughline/transport';
import type { EventConsumerOptions } from './consumer-options.ts';
import { type Cursor, type ConsumerTables, partitionKey } from './consumer-tables.ts';
import { OwnershipLost } from './failure.ts';

/** For how long a runner stands back from a partition that another one has taken. */
export const TAKEN_OVER_MS = 1_000;

/** The partitions that this runner of a consumer owns, and where each stands. */
export class Assignment {
  readonly #tables: ConsumerTables;
  readonly #options: EventConsumerOptions;
  readonly #owner = `${hostname()}:${process.pid}:${randomUUID()}`;
  readonly #cursors = new Map<string, Cursor>();
  readonly #lost = new Set<string>();

  constructor(tables: ConsumerTables, options: EventConsumerOptions) {
    this.#tables = tables;
    this.#options = options;
  }

  /** Takes partitions over, all in one statement; answers where to start each. @throws RetryLater while another runner holds one */
  async take(partitions: readonly TopicPartition[]): Promise<number[]> {
    const { pool, transport, name } = this.#options;
    // A group coordinator assigns for good. Without one the newest runner wins, and the one that lost stands by.
    const polite = transport.kind === 'postgres' && partitions.some((p) => this.#lost.has(partitionKey(p)));
    const cursors = await this.#tables.assign(pool, partitions, await this.#starts(partitions), this.#owner, polite);
    return partitions.map((partition) => {
      const key = partitionKey(partition);
      const cursor = cursors.get(key);
      if (!cursor) throw new RetryLater(TAKEN_OVER_MS, { cause: new OwnershipLost(`${name}: another runner holds ${key}`) });
      this.#lost.delete(key);
      this.#cursors.set(key, cursor);
      return cursor.next;
    });
  }

  cursorOf(partition: TopicPartition): Cursor | undefined {
    return this.#cursors.get(partitionKey(partition));
  }

  /** Remembers that another runner has taken a partition. */
  lost(partition: TopicPartition): void {
    this.#lost.add(partitionKey(partition));
  }

  /** Lets others take over at once, without waiting for the lease to run out. */
  release(): Promise<void> {
    return this.#tables.release(this.#options.pool, this.#owner);
  }

  /** Offsets at which what was never read begins; of `now` the ends, asked once a topic and only where a partition is new here. */
  async #starts(partitions: readonly TopicPartition[]): Promise<number[]> {
    if (this.#options.startFrom === 'beginning') return partitions.map(() => 0);
    const ends = new Map<string, readonly number[]>();
    for (const topic of new Set(partitions.map((p) => p.topic))) {
      const known = await this.#tables.offsets(this.#options.pool, topic);
      if (partitions.some((p) => p.topic === topic && !known.has(p.partition))) ends.set(topic, await this.#options.transport.endOffsets(topic));
    }
    return partitions.map(({ topic, partition }) => ends.get(topic)?.[partition] ?? 0);
  }
}
