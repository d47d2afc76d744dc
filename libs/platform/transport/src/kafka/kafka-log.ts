import type { Kafka } from 'kafkajs';
import type { LogProducer, LogSubscription, LogTransport, StoredRecord, SubscribeOptions } from '../log-transport.ts';
import { TopicsMissing } from '../topics-missing.ts';
import { DEFAULT_TUNING, kafkaClient, PATIENTLY, type KafkaLogOptions, type KafkaTuning } from './kafka-options.ts';
import { KafkaProducer } from './kafka-producer.ts';
import { KafkaReader } from './kafka-reader.ts';
import { KafkaSubscription } from './kafka-subscription.ts';
import { Watch } from './watch.ts';

/** Longer than any wait of a relay between two tries. */
const QUIET_MS = 30_000;

/**
 * The log between contexts in Kafka. Topics must exist: `throughline topics apply` makes them. Offsets are the subscribers' own; what the broker keeps
 * of a group serves tools that look at lag.
 */
export class KafkaLog implements LogTransport {
  readonly kind = 'kafka';
  readonly #options: KafkaLogOptions;
  readonly #tuning: KafkaTuning;
  readonly #client: Kafka;
  readonly #members: Kafka;
  readonly #reader: KafkaReader;
  readonly #partitions = new Map<string, number>();
  readonly #subscriptions = new Set<KafkaSubscription>();
  readonly #producers = new Set<KafkaProducer>();
  readonly #watch: Watch;

  constructor(options: KafkaLogOptions) {
    this.#options = options;
    this.#tuning = { ...DEFAULT_TUNING, ...options.tuning };
    this.#client = kafkaClient(options);
    this.#members = kafkaClient(options, PATIENTLY);
    this.#reader = new KafkaReader(this.#client);
    this.#watch = new Watch({
      reader: this.#reader, lookMs: this.#tuning.lookMs, quietMs: QUIET_MS, report: options.report, metrics: options.metrics ?? {}, subscriptions: this.#subscriptions,
      sending: () => (this.#producers.size > 0 ? [...this.#partitions.keys()] : []),
    });
  }

  /** @throws TopicsMissing naming each of them */
  async ensureTopics(topics: readonly string[]): Promise<void> {
    const unknown = topics.filter((topic) => !this.#partitions.has(topic));
    for (const [topic, count] of await this.#reader.partitions(unknown)) this.#partitions.set(topic, count);
    const missing = topics.filter((topic) => !this.#partitions.has(topic));
    if (missing.length > 0) throw new TopicsMissing(missing, '. Make them: throughline topics apply', ` in Kafka at ${this.#options.brokers.join(', ')}`);
  }

  async partitionsOf(topic: string): Promise<number> {
    await this.ensureTopics([topic]);
    return this.#partitions.get(topic)!;
  }

  async endOffsets(topic: string): Promise<readonly number[]> {
    await this.ensureTopics([topic]);
    return (await this.#reader.ends([topic])).get(topic)!;
  }

  async lastRecords(topic: string): Promise<readonly (StoredRecord | null)[]> {
    await this.ensureTopics([topic]);
    return this.#reader.last(topic);
  }

  unreachableSince(): Date | null {
    return this.#watch.unreachableSince;
  }

  producer(_context: string): Promise<LogProducer> {
    const producer = new KafkaProducer(
      this.#client.producer({ allowAutoTopicCreation: false, idempotent: false }),
      {
        partitionsOf: (topic) => this.partitionsOf(topic),
        sent: (failure) => this.#watch.sent(failure),
        closed: (closed) => this.#producers.delete(closed),
      },
    );
    this.#producers.add(producer);
    this.#watch.begin();
    return Promise.resolve(producer);
  }

  /** @throws Error where topics are missing, or no broker answers */
  async subscribe(options: SubscribeOptions): Promise<LogSubscription> {
    try {
      await this.ensureTopics(options.topics);
    } catch (error) {
      throw new Error(`${options.group}: ${(error as Error).message}`, { cause: error });
    }
    const subscription = new KafkaSubscription(options, {
      client: this.#members, tuning: this.#tuning, report: this.#options.report, stuck: (error) => this.#options.onStuck?.(error),
    });
    await subscription.start();
    this.#subscriptions.add(subscription);
    this.#watch.begin();
    return { stop: () => this.#leave(subscription), wake: () => subscription.wake() };
  }

  async close(): Promise<void> {
    this.#watch.end();
    await Promise.all([...this.#subscriptions].map((s) => this.#leave(s)));
    await Promise.all([...this.#producers].map((p) => p.close()));
    this.#watch.end();
    await this.#reader.close();
  }

  async #leave(subscription: KafkaSubscription): Promise<void> {
    this.#subscriptions.delete(subscription);
    await subscription.stop();
  }
}
