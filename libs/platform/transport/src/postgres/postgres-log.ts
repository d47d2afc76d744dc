import type { Pool } from 'pg';
import { withDeadLetters } from '../dead-letter-topic.ts';
import { TopicsMissing } from '../topics-missing.ts';
import { Alarm, BackOff } from '../loop/index.ts';
import type { LogProducer, LogSubscription, LogTransport, StoredRecord, SubscribeOptions } from '../log-transport.ts';
import type { LogMetrics, ReportFailure } from '../log-metrics.ts';
import { PartitionPump } from './partition-pump.ts';
import { PostgresProducer } from './postgres-producer.ts';

/** Pools of the embedded log, and what tests may wish. */
export interface PostgresLogOptions {
  /** Reads all topics; any role with the grants of `busReadGrants` or `busGrants`. The caller ends it. */
  readonly reader: Pool;
  /** Pool of a context's application role: its messages and its relay's checkpoint share one transaction. The caller ends it. */
  readonly writer: (context: string) => Pool;
  /** Probability (0 ≤ p < 1) that a delivered batch comes once more. For tests: by itself this log would never redeliver. */
  readonly redeliver?: number;
  readonly random?: () => number;
  readonly metrics?: LogMetrics;
  readonly report: ReportFailure;
}

interface Subscriber {
  readonly group: string;
  readonly pumps: readonly PartitionPump[];
}

/**
 * The log between contexts in one Postgres: one partition a topic, offsets without gaps. All subscriptions of an instance share one
 * poller, which looks at the ends of all their topics in one statement. Of several subscriptions of one group and topic in a process
 * one is served, and the next takes over when it stops; between processes the consumer's own lease decides.
 */
export class PostgresLog implements LogTransport {
  readonly kind = 'postgres';
  readonly #options: PostgresLogOptions;
  readonly #subscribers = new Set<Subscriber>();
  readonly #alarm = new Alarm();
  readonly #backOff = new BackOff(100, 2_000);
  #closed = false;
  #polling: Promise<void> | null = null;
  #unreachable: Date | null = null;

  constructor(options: PostgresLogOptions) {
    this.#options = options;
  }

  /** Declares each with its dead-letter topic. */
  async ensureTopics(topics: readonly string[]): Promise<void> {
    const contexts = new Map<string, string[]>();
    for (const topic of withDeadLetters(topics)) {
      const context = topic.split('.')[1] ?? '';
      contexts.set(context, [...contexts.get(context) ?? [], topic]);
    }
    // A context's role may declare its own topics only.
    for (const [context, own] of contexts) await this.#declare(this.#options.writer(context), own);
  }

  partitionsOf(_topic: string): Promise<number> {
    return Promise.resolve(1);
  }

  async endOffsets(topic: string): Promise<readonly number[]> {
    const end = (await this.#ends([topic])).get(topic);
    if (end === undefined) throw new Error(`topic ${topic} does not exist: its owner must declare it first`);
    return [end];
  }

  async lastRecords(topic: string): Promise<readonly (StoredRecord | null)[]> {
    const [end = 0] = await this.endOffsets(topic);
    // What was deleted on purpose leaves a hole; the last message may lie before it.
    for (let back = 1; back < end * 10; back *= 10) {
      const records = await this.#read(topic, Math.max(0, end - back), back);
      if (records.length > 0) return [records.at(-1)!];
    }
    return [null];
  }

  unreachableSince(): Date | null {
    return this.#unreachable;
  }

  producer(context: string): Promise<LogProducer> {
    return Promise.resolve(new PostgresProducer(this.#options.writer(context), () => this.wake()));
  }

  async subscribe(options: SubscribeOptions): Promise<LogSubscription> {
    const ends = await this.#ends(options.topics);
    const missing = options.topics.filter((topic) => !ends.has(topic));
    if (missing.length > 0) throw new Error(`${options.group}: topics do not exist: ${missing.join(', ')}; their owners must declare them first`);
    const subscriber = { group: options.group, pumps: options.topics.map((topic) => this.#pump(options, topic)) };
    this.#subscribers.add(subscriber);
    this.#serve();
    this.#polling ??= this.#poll();
    this.wake();
    return { stop: () => this.#leave(subscriber), wake: () => this.wake() };
  }

  /** Looks for new messages now: a hint from the process that has just written some. */
  wake(): void {
    this.#backOff.reset();
    this.#alarm.ring();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#alarm.ring();
    await Promise.all([...this.#subscribers].map((s) => this.#leave(s)));
    await this.#polling;
  }

  async #declare(pool: Pool, topics: readonly string[]): Promise<void> {
    const { rows: [row] } = await pool.query<{ missing: string[] }>('select bus.declare($1::text[]) as missing', [topics]);
    if (row && row.missing.length > 0) throw new TopicsMissing(row.missing, '; their owners must declare them first');
  }

  async #leave(subscriber: Subscriber): Promise<void> {
    await Promise.all(subscriber.pumps.map((pump) => pump.stop()));
    this.#subscribers.delete(subscriber);
    this.#serve();
    this.wake();
  }

  /** Starts the first pump of each group and topic; the others stand by. */
  #serve(): void {
    const served = new Set<string>();
    for (const { group, pumps } of this.#subscribers) {
      for (const pump of pumps) {
        const key = JSON.stringify([group, pump.partition.topic]);
        if (!served.has(key) && !this.#closed) pump.start();
        served.add(key);
      }
    }
  }

  #pump({ group, handlers, maxBatch }: SubscribeOptions, topic: string): PartitionPump {
    const { redeliver = 0, random = Math.random, metrics, report } = this.#options;
    const again = (): boolean => {
      const yes = random() < redeliver;
      if (yes) metrics?.redelivered?.(group, topic);
      return yes;
    };
    return new PartitionPump({ group, topic, handlers, read: (from) => this.#read(topic, from, maxBatch), again, report });
  }

  async #read(topic: string, from: number, limit: number): Promise<StoredRecord[]> {
    const { rows } = await this.#options.reader.query<{ offset: string; key: string; headers: Record<string, string>; value: string }>({
      name: 'bus.read', text: 'select "offset", key, headers, value from bus.read($1, $2, $3) order by 1', values: [topic, from, limit],
    });
    return rows.map((row) => ({ ...row, topic, partition: 0, offset: Number(row.offset) }));
  }

  async #ends(topics: readonly string[]): Promise<Map<string, number>> {
    const { rows } = await this.#options.reader.query<{ topic: string; next_offset: string }>({
      name: 'bus.ends', text: 'select topic, next_offset from bus.ends($1)', values: [topics],
    });
    return new Map(rows.map((row) => [row.topic, Number(row.next_offset)]));
  }

  async #poll(): Promise<void> {
    while (!this.#closed) {
      try {
        if (this.#subscribers.size > 0) await this.#lookAtEnds();
        this.#unreachable = null;
      } catch (error) {
        this.#unreachable ??= new Date();
        this.#options.report(error, 'the ends of the log');
      }
      await this.#alarm.wait(this.#backOff.next());
    }
  }

  async #lookAtEnds(): Promise<void> {
    const subscribers = [...this.#subscribers];
    const ends = await this.#ends([...new Set(subscribers.flatMap((s) => s.pumps.map((p) => p.partition.topic)))]);
    let behind = false;
    for (const { group, pumps } of subscribers) {
      for (const pump of pumps) {
        pump.endsAt(ends.get(pump.partition.topic) ?? 0);
        if (pump.lag === null) continue;
        behind ||= pump.lag > 0;
        this.#options.metrics?.lag?.(group, pump.partition.topic, pump.lag);
      }
    }
    if (behind) this.#backOff.reset();
  }
}
