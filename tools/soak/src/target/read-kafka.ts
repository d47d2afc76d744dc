import { randomUUID } from 'node:crypto';
import { Kafka, logLevel } from 'kafkajs';
import type { StoredRecord } from '@throughline/transport';

const textOf = (value: unknown): string => (Buffer.isBuffer(value) ? value.toString('utf8') : String(value));

/** Everything that lies in these topics now, by a client that has nothing to do with the product's own. */
export const readKafka = async (brokers: readonly string[], topics: readonly string[]): Promise<readonly StoredRecord[]> => {
  const kafka = new Kafka({ clientId: 'throughline-soak', brokers: [...brokers], logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  const consumer = kafka.consumer({ groupId: `throughline-soak-${randomUUID()}`, allowAutoTopicCreation: false });
  const records: StoredRecord[] = [];
  await admin.connect();
  try {
    const left = new Map<string, number>();
    for (const topic of topics) {
      for (const { partition, low, high } of await admin.fetchTopicOffsets(topic)) if (Number(high) > Number(low)) left.set(`${topic}/${partition}`, Number(high));
    }
    if (left.size === 0) return [];
    await consumer.connect();
    await consumer.subscribe({ topics: [...topics], fromBeginning: true });
    await new Promise<void>((done, failed) => {
      consumer.on(consumer.events.CRASH, ({ payload: { error } }) => failed(error));
      consumer.run({
        autoCommit: false,
        eachBatch: async ({ batch: { topic, partition, messages } }) => {
          const key = `${topic}/${partition}`;
          const end = left.get(key);
          if (end === undefined) return;
          for (const { offset, key: stream, value, headers } of messages) {
            if (Number(offset) >= end) continue;
            records.push({
              topic, partition, offset: Number(offset), key: textOf(stream), value: textOf(value),
              headers: Object.fromEntries(Object.entries(headers ?? {}).map(([name, text]) => [name, textOf(text)])),
            });
          }
          if (Number(messages.at(-1)?.offset ?? -1) >= end - 1) left.delete(key);
          if (left.size === 0) done();
        },
      }).catch(failed);
    });
  } finally {
    await consumer.disconnect();
    await admin.disconnect();
  }
  return records.sort((a, b) => a.topic.localeCompare(b.topic) || a.partition - b.partition || a.offset - b.offset);
};
