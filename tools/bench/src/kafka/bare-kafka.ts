import { randomUUID } from 'node:crypto';
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
      const joined = new Promise<void>((resolve) => { one.on(one.events.FETCH_START, () => resolve()); });
      await one.run({ eachMessage: async ({ message }) => listener(message.key?.toString() ?? '') });
      await joined;
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
