import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Kafka, logLevel, type Consumer, type Producer } from 'kafkajs';

/** A topic of the bench's own, with kafkajs on it and nothing of ours. */
export interface BareKafka {
  readonly producer: Producer;
  /** Calls back with the key of every message that comes after this. */
  onMessage(listener: (key: string) => void): Promise<() => Promise<void>>;
  /** Reads the whole topic from its beginning. @returns messages a second */
  readAll(topic: string, messages: number): Promise<number>;
  stop(): Promise<void>;
}

export const BARE_TOPIC = 'bench.bare';
export const PARTITIONS = 12;
const HEARD_WITHIN_MS = 20_000;

/** kafkajs with the same acknowledgement that our relay asks for. */
export const openBareKafka = async (brokers: readonly string[]): Promise<BareKafka> => {
  const kafka = new Kafka({ clientId: 'bench', brokers: [...brokers], logLevel: logLevel.ERROR });
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic: BARE_TOPIC, numPartitions: PARTITIONS, replicationFactor: 1 }], waitForLeaders: true });
  await admin.disconnect();
  const producer = kafka.producer({ allowAutoTopicCreation: false });
  await producer.connect();
  const consumers: Consumer[] = [];
  const consumer = async (fromBeginning: boolean, topic: string): Promise<Consumer> => {
    const made = kafka.consumer({ groupId: `bench-${randomUUID()}`, allowAutoTopicCreation: false });
    consumers.push(made);
    await made.connect();
    await made.subscribe({ topic, fromBeginning });
    return made;
  };
  const leave = async (one: Consumer): Promise<void> => {
    consumers.splice(consumers.indexOf(one), 1);
    await one.disconnect();
  };
  return {
    producer,
    onMessage: async (listener) => {
      const one = await consumer(false, BARE_TOPIC);
      const probe = randomUUID();
      let heard = false;
      await one.run({ eachMessage: async ({ message }) => {
        const key = message.key?.toString() ?? '';
        if (key === probe) heard = true;
        else listener(key);
      } });
      // A consumer begins at the end that it finds at its first fetch, and tells nobody when that is.
      for (const deadline = Date.now() + HEARD_WITHIN_MS; !heard; await sleep(100)) {
        if (Date.now() > deadline) throw new Error(`the bare consumer heard nothing within ${HEARD_WITHIN_MS / 1_000} s`);
        await producer.send({ topic: BARE_TOPIC, acks: -1, messages: [{ key: probe, value: '{}' }] });
      }
      return () => leave(one);
    },
    readAll: async (topic, messages) => {
      const one = await consumer(true, topic);
      let read = 0;
      let first = 0;
      await new Promise<void>((resolve, reject) => {
        one.run({ eachBatchAutoResolve: true, partitionsConsumedConcurrently: 4, eachBatch: async ({ batch }) => {
          first ||= performance.now();
          read += batch.messages.length;
          if (read >= messages) resolve();
          await Promise.resolve();
        } }).catch(reject);
      });
      const rate = (read * 1_000) / (performance.now() - first);
      await leave(one);
      return rate;
    },
    stop: async () => {
      for (const one of [...consumers]) await leave(one);
      await producer.disconnect();
    },
  };
};
