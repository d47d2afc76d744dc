import type { Kafka } from 'kafkajs';
import type { StoredRecord } from '../log-transport.ts';
import { clusterOf, type ClusterConnection } from './kafkajs.ts';
import { toStoredRecord } from './to-stored-record.ts';

const TRIES = 3;
const AGAIN_MS = 150;
const ABSENT = ['UNKNOWN_TOPIC_OR_PARTITION', 'INVALID_TOPIC_EXCEPTION'];

const isAbsent = (error: unknown): boolean => ABSENT.includes((error as { type?: string }).type ?? '');
const pause = (ms: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, ms); });

/** Reads topics without a group: partitions, ends, last messages. One connection to each broker, shared by a process. */
export class KafkaReader {
  readonly #client: Kafka;
  #cluster: Promise<ClusterConnection> | null = null;

  constructor(client: Kafka) {
    this.#client = client;
  }

  /** Number of partitions by topic; topics that do not exist are left out. */
  async partitions(topics: readonly string[]): Promise<Map<string, number>> {
    const ask = (of: readonly string[]): Promise<Map<string, number>> => this.#with(async (cluster) => {
      const { topicMetadata } = await (await cluster.brokerPool.findConnectedBroker()).metadata(of);
      return new Map(topicMetadata.map((t) => [t.topic, t.partitionMetadata.length]));
    });
    if (topics.length === 0) return new Map();
    try {
      return await ask(topics);
    } catch (error) {
      if (!isAbsent(error)) throw error;
      if (topics.length === 1) return new Map();
    }
    // The refusal does not say which one is missing.
    const found = new Map<string, number>();
    for (const topic of topics) for (const [name, count] of await this.partitions([topic])) found.set(name, count);
    return found;
  }

  /** Offset after the last message by topic and partition. Asks each partition's leader, all topics at once. */
  ends(topics: readonly string[]): Promise<Map<string, number[]>> {
    return this.#offsets(topics, false);
  }

  /** Last message of each partition; null where it holds none. @throws Error where a partition has one that was not handed out */
  async last(topic: string): Promise<(StoredRecord | null)[]> {
    const [starts, ends] = [(await this.#offsets([topic], true)).get(topic) ?? [], (await this.ends([topic])).get(topic) ?? []];
    return Promise.all(ends.map((end, partition) => this.#lastOf(topic, partition, starts[partition] ?? 0, end)));
  }

  async close(): Promise<void> {
    const cluster = this.#cluster;
    this.#cluster = null;
    await (await cluster?.catch(() => null))?.disconnect();
  }

  /** Nothing is compacted and nobody sends in transactions: the last offset holds a message. @throws Error where it is not handed out, as for a moment after a leader changed */
  #lastOf(topic: string, partition: number, start: number, end: number): Promise<StoredRecord | null> {
    if (start >= end) return Promise.resolve(null);
    return this.#with(async (cluster) => {
      const last = (await this.#fetch(cluster, topic, partition, end - 1)).at(-1);
      if (!last) throw new Error(`Kafka did not hand out the last message of ${topic}/${partition}, offset ${end - 1}`);
      return last;
    });
  }

  async #fetch(cluster: ClusterConnection, topic: string, partition: number, from: number): Promise<StoredRecord[]> {
    await cluster.addMultipleTargetTopics([topic]);
    const [nodeId] = Object.keys(cluster.findLeaderForPartitions(topic, [partition]));
    const broker = await cluster.findBroker({ nodeId: nodeId! });
    const maxBytes = 1_048_576;
    const { responses } = await broker.fetch({
      maxWaitTime: 100, minBytes: 1, maxBytes, topics: [{ topic, partitions: [{ partition, fetchOffset: String(from), maxBytes }] }],
    });
    const messages = responses.find((r) => r.topicName === topic)?.partitions.find((p) => p.partition === partition)?.messages ?? [];
    return messages.filter((m) => !m.isControlRecord && Number(m.offset) >= from).map((m) => toStoredRecord({ topic, partition }, m));
  }

  #offsets(topics: readonly string[], fromBeginning: boolean): Promise<Map<string, number[]>> {
    return this.#with(async (cluster) => {
      await cluster.addMultipleTargetTopics(topics);
      const asked = topics.map((topic) => ({ topic, fromBeginning, partitions: cluster.findTopicPartitionMetadata(topic).map((p) => ({ partition: p.partitionId })) }));
      const answer = await cluster.fetchTopicsOffset(asked);
      return new Map(asked.map(({ topic, partitions }) => {
        const offsets = answer.find((a) => a.topic === topic)?.partitions ?? [];
        const byNumber = partitions.map((_, n) => offsets.find((o) => o.partition === n));
        const lacking = byNumber.findIndex((o) => o === undefined);
        if (lacking >= 0 || partitions.length === 0) throw new Error(`Kafka did not say where ${topic}/${Math.max(0, lacking)} ends`);
        return [topic, byNumber.map((o) => Number(o!.offset))];
      }));
    });
  }

  async #with<T>(work: (cluster: ClusterConnection) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await work(await this.#connect());
      } catch (error) {
        if (tries === TRIES) {
          // What is broken in it is not worth finding out.
          await this.close();
          throw error;
        }
        await pause(AGAIN_MS);
        // Leaders move: the next try must not ask the same wrong broker.
        await (await this.#cluster?.catch(() => null))?.refreshMetadata().catch(() => undefined);
      }
    }
  }

  async #connect(): Promise<ClusterConnection> {
    this.#cluster ??= (async () => {
      const cluster = clusterOf(this.#client);
      await cluster.connect();
      return cluster;
    })();
    try {
      return await this.#cluster;
    } catch (error) {
      this.#cluster = null;
      throw error;
    }
  }
}
