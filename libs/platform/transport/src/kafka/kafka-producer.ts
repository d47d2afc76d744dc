import type { Producer, RecordMetadata } from 'kafkajs';
import type { PoolClient } from 'pg';
import type { LogProducer, LogRecord } from '../log-transport.ts';

/** A broker refuses a send above 1 MiB (`message.max.bytes`), and answers a fetch with whole sends only. */
const SEND_BYTES = 256 * 1024;
const SIDE_BY_SIDE = 12;

/** The one partition of a list of records. */
interface Lane {
  readonly topic: string;
  readonly partition: number;
  readonly records: LogRecord[];
}

const lanesOf = (records: readonly LogRecord[]): Lane[] => {
  const lanes = new Map<string, Lane>();
  for (const record of records) {
    const { topic, partition } = record;
    const key = `${topic}/${partition}`;
    const lane = lanes.get(key) ?? { topic, partition, records: [] };
    lanes.set(key, lane);
    lane.records.push(record);
  }
  return [...lanes.values()];
};

const sizeOf = (record: LogRecord): number => Buffer.byteLength(record.value) + 1_024;

/** Sends of at most {@link SEND_BYTES}, in order; a larger message goes alone. */
const chunksOf = (records: readonly LogRecord[]): LogRecord[][] => {
  const chunks: LogRecord[][] = [];
  let bytes = Infinity;
  for (const record of records) {
    bytes += sizeOf(record);
    if (bytes > SEND_BYTES) {
      chunks.push([]);
      bytes = sizeOf(record);
    }
    chunks.at(-1)!.push(record);
  }
  return chunks;
};

const toMessage = ({ key, partition, value, headers }: LogRecord): { key: string; partition: number; value: string; headers: Record<string, string> } => ({
  // kafkajs fails the whole send over one header without a value.
  key, partition, value, headers: Object.fromEntries(Object.entries(headers).filter(([, text]) => text != null)),
});

/** @throws Error where the answer does not say that this partition, and nothing else, was written */
export const checkAnswer = ({ topic, partition }: Pick<Lane, 'topic' | 'partition'>, answer: readonly RecordMetadata[]): void => {
  const [only] = answer;
  const written = answer.length === 1 && only!.topicName === topic && only!.partition === partition && only!.errorCode === 0;
  if (!written) throw new Error(`Kafka did not acknowledge what was sent to ${topic}/${partition}: ${JSON.stringify(answer)}`);
};

/** What the producer needs of its log. */
export interface ProducerLink {
  /** @throws Error where the topic does not exist */
  partitionsOf(topic: string): Promise<number>;
  sent(failure: unknown): void;
  closed(producer: KafkaProducer): void;
}

/**
 * Keeps one partition in each send and one send in flight per partition: kafkajs acknowledges messages that it never sent where a send spans brokers and
 * one of them fails. Duplicates are the consumers' to drop.
 */
export class KafkaProducer implements LogProducer {
  readonly #producer: Producer;
  readonly #link: ProducerLink;
  #connected: Promise<void> | null = null;

  constructor(producer: Producer, link: ProducerLink) {
    this.#producer = producer;
    this.#link = link;
  }

  async send(records: readonly LogRecord[], save: (client: PoolClient | null) => Promise<void>): Promise<void> {
    const lanes = lanesOf(records);
    await this.#check(lanes);
    if (lanes.length > 0) await this.#sendAll(lanes);
    await save(null);
  }

  async close(): Promise<void> {
    this.#link.closed(this);
    await this.#producer.disconnect();
  }

  async #check(lanes: readonly Lane[]): Promise<void> {
    for (const { topic, partition } of lanes) {
      const partitions = await this.#link.partitionsOf(topic);
      if (partition >= partitions) throw new Error(`topic ${topic} has ${partitions} partitions, and a message is meant for partition ${partition}`);
    }
  }

  async #sendAll(lanes: readonly Lane[]): Promise<void> {
    const waiting = [...lanes];
    const failures: unknown[] = [];
    const work = async (): Promise<void> => {
      for (let lane = waiting.shift(); lane && failures.length === 0; lane = waiting.shift()) {
        await this.#sendLane(lane).catch((error: unknown) => failures.push(error));
      }
    };
    try {
      await this.#connect();
      // All answers, good or bad: the caller repeats the batch, and nothing may then be under way any more.
      await Promise.all(Array.from({ length: Math.min(SIDE_BY_SIDE, lanes.length) }, work));
    } catch (error) {
      failures.push(error);
    }
    this.#link.sent(failures[0] ?? null);
    if (failures.length > 0) throw failures[0];
  }

  async #sendLane(lane: Lane): Promise<void> {
    for (const records of chunksOf(lane.records)) {
      checkAnswer(lane, await this.#producer.send({ topic: lane.topic, acks: -1, timeout: 4_000, messages: records.map(toMessage) }));
    }
  }

  async #connect(): Promise<void> {
    this.#connected ??= this.#producer.connect();
    await this.#connected.catch((error: unknown) => {
      this.#connected = null;
      throw error;
    });
  }
}
