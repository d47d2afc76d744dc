import type { PoolClient } from 'pg';

/** A message as a producer hands it over: CloudEvents attributes as headers (binary mode names, `ce_…`), the value is the text of `published.data`. */
export interface LogRecord {
  readonly topic: string;
  readonly partition: number;
  /** Stream id: what keeps the order. */
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: string;
}

/** A message as a consumer receives it. Offsets of a partition have no gaps in the Postgres log; Kafka's may. */
export interface StoredRecord extends LogRecord {
  readonly offset: number;
}

/** A partition of a topic, counted from 0. */
export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** Writes batches of one context's topics. */
export interface LogProducer {
  /**
   * Sends all records, in order per partition, then saves the checkpoint. Where the log lives in the same database, records and
   * checkpoint commit together and `save` receives the client of that transaction; otherwise `save` is called with null after the last acknowledgement.
   * Rejects when one record was not acknowledged or the checkpoint was refused; the caller repeats the batch.
   */
  send(records: readonly LogRecord[], save: (client: PoolClient | null) => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

/** What a subscriber does with what it gets. */
export interface ConsumerHandlers {
  /** Partitions were assigned; answers where to start each (the offset stored in the consumer's own database). */
  assigned(partitions: readonly TopicPartition[]): Promise<readonly number[]>;
  /**
   * A batch of one partition, in order. Never two at once for one partition. When it rejects, the transport asks `assigned` for that partition
   * again and delivers from there after the delay named by `RetryLater`, other partitions going on meanwhile.
   */
  batch(partition: TopicPartition, records: readonly StoredRecord[]): Promise<void>;
}

/** Thrown by a batch handler that wants its partition paused. */
export class RetryLater extends Error {
  readonly delayMs: number;
  constructor(delayMs: number, options: { cause: unknown }) {
    super(`retry in ${delayMs} ms`, options);
    this.delayMs = delayMs;
  }
}

/** A subscription that runs. */
export interface LogSubscription {
  /** Finishes the batch in hand, then leaves. */
  stop(): Promise<void>;
  /** Looks for new messages now instead of at the next poll (a hint, never needed for correctness). */
  wake(): void;
}

/** What a subscriber wants: a group's name, its topics, and at most how many messages at once. */
export interface SubscribeOptions {
  readonly group: string;
  readonly topics: readonly string[];
  readonly handlers: ConsumerHandlers;
  readonly maxBatch: number;
}

/** The log between contexts: topics, partitions, offsets. Two adapters, one conformance suite. */
export interface LogTransport {
  readonly kind: 'postgres' | 'kafka';
  /** Declares topics where the transport allows it, and names those that are missing where it does not. */
  ensureTopics(topics: readonly string[]): Promise<void>;
  partitionsOf(topic: string): Promise<number>;
  /** Offset after the last message, per partition. */
  endOffsets(topic: string): Promise<readonly number[]>;
  /** Last message of each partition by partition number; null where there is none. */
  lastRecords(topic: string): Promise<readonly (StoredRecord | null)[]>;
  /** Since when the log cannot be reached; null while it can. Looked at while something is subscribed or sent. */
  unreachableSince(): Date | null;
  producer(context: string): Promise<LogProducer>;
  subscribe(options: SubscribeOptions): Promise<LogSubscription>;
  close(): Promise<void>;
}
