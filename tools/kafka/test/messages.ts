import { Kafka, logLevel } from 'kafkajs';

const client = (brokers: readonly string[], retries = 30): Kafka => new Kafka({
  brokers: [...brokers], clientId: 'spec', connectionTimeout: 1_000, requestTimeout: 5_000, logLevel: logLevel.NOTHING,
  retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries },
});

/** What an administrator sees. */
export const asAdmin = async <T>(brokers: readonly string[], act: (admin: ReturnType<Kafka['admin']>) => Promise<T>, retries?: number): Promise<T> => {
  const admin = client(brokers, retries).admin();
  await admin.connect();
  try {
    return await act(admin);
  } finally {
    await admin.disconnect();
  }
};

/** Sends the values, acknowledged by all replicas in sync. */
export const send = async (brokers: readonly string[], topic: string, values: readonly string[], retries?: number): Promise<void> => {
  const producer = client(brokers, retries).producer({ allowAutoTopicCreation: false });
  await producer.connect();
  try {
    await producer.send({ topic, acks: -1, messages: values.map((value) => ({ value })) });
  } finally {
    await producer.disconnect();
  }
};

/** Reads the first `count` values of a topic of one partition. */
export const read = async (brokers: readonly string[], topic: string, count: number): Promise<string[]> => {
  const consumer = client(brokers).consumer({ groupId: `spec-${process.hrtime.bigint()}`, allowAutoTopicCreation: false });
  const values: string[] = [];
  await consumer.connect();
  try {
    await consumer.subscribe({ topic, fromBeginning: true });
    await new Promise<void>((done, failed) => {
      consumer.on(consumer.events.CRASH, ({ payload }) => { if (!payload.restart) failed(payload.error); });
      consumer.run({ autoCommit: false, eachMessage: async ({ message }) => {
        values.push(String(message.value));
        if (values.length === count) done();
      } }).catch(failed);
    });
    return values;
  } finally {
    await consumer.disconnect();
  }
};
