import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import type { TopicPartition } from '../log-transport.ts';
import { consumerConfig, type KafkaTuning } from './kafka-options.ts';

/** What a member of a group tells. */
export interface MemberEvents {
  /** The group was balanced: these, and no others, are this member's. */
  joined(partitions: readonly TopicPartition[]): void;
  fetched(payload: EachBatchPayload): Promise<void>;
  /** The client has ended by itself. */
  ended(error: Error): void;
}

const AT_ONCE = 32;
const LEAVE_MS = 5_000;

const byTopic = ({ topic, partition }: TopicPartition): { topic: string; partitions: number[] } => ({ topic, partitions: [partition] });

/** One kafkajs consumer: joins a group, fetches, and is thrown away when it fails. */
export class GroupMember {
  readonly since = Date.now();
  readonly #consumer: Consumer;
  #over = false;
  #joined = false;
  #starting: Promise<void> = Promise.resolve();

  constructor(client: Kafka, group: string, tuning: KafkaTuning) {
    this.#consumer = client.consumer(consumerConfig(group, tuning));
  }

  get joined(): boolean {
    return this.#joined;
  }

  /** Connects, then joins in the background. @throws Error where no broker answers */
  async open(topics: readonly string[], events: MemberEvents): Promise<void> {
    const { GROUP_JOIN, CRASH } = this.#consumer.events;
    this.#consumer.on(GROUP_JOIN, ({ payload }) => {
      if (this.#over) return;
      this.#joined = true;
      events.joined(Object.entries(payload.memberAssignment).flatMap(([topic, partitions]) => partitions.map((partition) => ({ topic, partition }))));
    });
    const ended = (error: Error): void => {
      this.#joined = false;
      if (!this.#over) events.ended(error);
    };
    this.#consumer.on(CRASH, ({ payload }) => ended(payload.error));
    const connected = this.#connect(topics);
    this.#starting = connected.then(() => this.#run(events).catch(ended), () => undefined);
    await connected;
  }

  seek({ topic, partition }: TopicPartition, offset: number): void {
    this.#whenJoined(() => this.#consumer.seek({ topic, partition, offset: String(offset) }));
  }

  pause(partitions: readonly TopicPartition[]): void {
    this.#whenJoined(() => this.#consumer.pause(partitions.map(byTopic)));
  }

  resume(partitions: readonly TopicPartition[]): void {
    this.#whenJoined(() => this.#consumer.resume(partitions.map(byTopic)));
  }

  async commit(offsets: readonly (TopicPartition & { readonly offset: string })[]): Promise<void> {
    if (this.#joined && !this.#over) await this.#consumer.commitOffsets([...offsets]);
  }

  /** Leaves the group. Answers false where that did not work within seconds; it goes on trying. */
  async end(): Promise<boolean> {
    this.#over = true;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<false>((resolve) => { timer = setTimeout(() => resolve(false), LEAVE_MS); });
    // kafkajs cannot leave while it connects, or joins for the first time: it would join afterwards, and stay.
    const leave = this.#starting.then(() => this.#consumer.disconnect());
    const left = await Promise.race([leave.then(() => true as const, () => false as const), late]);
    clearTimeout(timer);
    return left;
  }

  async #connect(topics: readonly string[]): Promise<void> {
    await this.#consumer.connect();
    await this.#consumer.subscribe({ topics: [...topics], fromBeginning: true });
  }

  /** Resolves when the first join has come through, or failed. */
  async #run(events: MemberEvents): Promise<void> {
    if (this.#over) return;
    await this.#consumer.run({
      autoCommit: false, eachBatchAutoResolve: false, partitionsConsumedConcurrently: AT_ONCE,
      eachBatch: (payload) => (this.#over ? Promise.resolve() : events.fetched(payload)),
    });
  }

  /** A client that has ended has no position; the next one asks for it when it joins. */
  #whenJoined(act: () => void): void {
    if (this.#joined && !this.#over) act();
  }
}
