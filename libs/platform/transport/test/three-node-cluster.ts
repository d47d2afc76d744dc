import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import { kafkajs } from '../src/kafka/kafkajs.ts';
import { PARTITIONS, type Load, type Message } from './three-node-load.ts';

const PATIENCE_MS = 60_000;

const until = async (what: string, ask: () => boolean | Promise<boolean>): Promise<void> => {
  const deadline = Date.now() + PATIENCE_MS;
  while (!await ask()) {
    if (Date.now() > deadline) throw new Error(`never happened: ${what}`);
    await sleep(50);
  }
};

/** Some more batches of each load are acknowledged. */
export const progress = async (loads: readonly Load[]): Promise<void> => {
  const goals = loads.map((load) => ({ load, goal: load.acknowledged.size + 10 * PARTITIONS }));
  for (const { load, goal } of goals) await until(`${load.name} goes on`, () => load.acknowledged.size >= goal);
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
    await until('three copies are in sync', async () => {
      const { topics: found } = await this.#admin.fetchTopicMetadata({ topics: [...topics] });
      return found.every(({ partitions }) => partitions.every(({ isr }) => isr.length === 3));
    });
  }

  /** All messages of a topic, in order per partition. */
  async read(topic: string): Promise<Message[]> {
    const missing = new Map((await this.#admin.fetchTopicOffsets(topic)).map(({ partition, high }) => [partition, Number(high)]));
    const consumer = this.#client.consumer({ groupId: `read-${topic}`, allowAutoTopicCreation: false });
    const messages: Message[] = [];
    const finish = (partition: number, next: number): boolean => {
      if (next >= (missing.get(partition) ?? Infinity)) missing.delete(partition);
      return missing.size === 0;
    };
    await consumer.connect();
    try {
      await consumer.subscribe({ topic, fromBeginning: true });
      await new Promise<void>((done, failed) => {
        consumer.on(consumer.events.CRASH, ({ payload }) => { if (!payload.restart) failed(payload.error); });
        consumer.run({ autoCommit: false, eachBatch: ({ batch }) => {
          for (const { key, value } of batch.messages) {
            messages.push({ key: String(key), partition: batch.partition, ...JSON.parse(String(value)) as { version: number } });
          }
          if (finish(batch.partition, Number(batch.lastOffset()) + 1)) done();
          return Promise.resolve();
        } }).catch(failed);
      });
      return messages;
    } finally {
      await consumer.disconnect();
    }
  }

  close(): Promise<void> {
    return this.#admin.disconnect();
  }
}
