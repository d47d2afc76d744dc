import type { Admin } from 'kafkajs';
import { eventually } from '@throughline/testing';
import { kafkajs } from '../src/kafka/kafkajs.ts';
import { PARTITIONS, type Load, type Message } from './three-node-load.ts';

/** Some more batches of each load are acknowledged. */
export const progress = async (loads: readonly Load[]): Promise<void> => {
  const goals = loads.map((load) => ({ load, goal: load.acknowledged.size + 10 * PARTITIONS }));
  for (const { load, goal } of goals) await eventually(() => load.acknowledged.size >= goal, Boolean, () => `${load.name} did not go on`);
};

/** What an observer that takes no part in the load sees. */
export class Observer {
  readonly #client;
  readonly #admin: Admin;

  constructor(brokers: readonly string[]) {
    this.#client = new kafkajs.Kafka({
      brokers: [...brokers], clientId: 'observer', connectionTimeout: 1_000, requestTimeout: 5_000,
      retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 30 }, logLevel: kafkajs.logLevel.NOTHING,
    });
    this.#admin = this.#client.admin();
  }

  async makeTopics(topics: readonly string[]): Promise<void> {
    await this.#admin.connect();
    await this.#admin.createTopics({ waitForLeaders: true, topics: topics.map((topic) => ({ topic, numPartitions: PARTITIONS, replicationFactor: 3 })) });
  }

  /** Every partition has its three copies in sync: what a rolling restart waits for before the next node. */
  async inSync(topics: readonly string[]): Promise<void> {
    await eventually(async () => {
      const { topics: found } = await this.#admin.fetchTopicMetadata({ topics: [...topics] });
      return found.every(({ partitions }) => partitions.every(({ isr }) => isr.length === 3));
    }, Boolean, () => 'three copies did not come in sync');
  }

  /** All messages of each topic, in order per partition. */
  async read(topics: readonly string[]): Promise<Message[][]> {
    const ends = new Map<string, number>();
    for (const topic of topics) {
      for (const { partition, high } of await this.#admin.fetchTopicOffsets(topic)) if (Number(high) > 0) ends.set(`${topic}/${partition}`, Number(high));
    }
    const messages = new Map(topics.map((topic): [string, Message[]] => [topic, []]));
    const consumer = this.#client.consumer({ groupId: 'observer', allowAutoTopicCreation: false });
    await consumer.connect();
    try {
      await consumer.subscribe({ topics: [...topics], fromBeginning: true });
      await new Promise<void>((done, failed) => {
        consumer.on(consumer.events.CRASH, ({ payload }) => { if (!payload.restart) failed(payload.error); });
        consumer.run({ autoCommit: false, eachBatch: ({ batch }) => {
          for (const { key, value } of batch.messages) {
            messages.get(batch.topic)?.push({ key: String(key), partition: batch.partition, ...JSON.parse(String(value)) as { version: number } });
          }
          const name = `${batch.topic}/${batch.partition}`;
          if (Number(batch.lastOffset()) + 1 >= (ends.get(name) ?? Infinity)) ends.delete(name);
          if (ends.size === 0) done();
          return Promise.resolve();
        } }).catch(failed);
      });
      return topics.map((topic) => messages.get(topic) ?? []);
    } finally {
      await consumer.disconnect();
    }
  }

  close(): Promise<void> {
    return this.#admin.disconnect();
  }
}
