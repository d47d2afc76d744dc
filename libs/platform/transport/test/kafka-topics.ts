import { kafkaClient } from '../src/kafka/kafka-options.ts';
import { KafkaReader } from '../src/kafka/kafka-reader.ts';
import { eventually } from './store-fixture.ts';

/** Makes the topics empty, with twelve partitions each. */
export const recreateTopics = async (brokers: readonly string[], topics: readonly string[], replicationFactor = 1): Promise<void> => {
  const client = kafkaClient({ brokers, clientId: 'fixture' });
  const admin = client.admin();
  const reader = new KafkaReader(client);
  await admin.connect();
  try {
    const present = async (): Promise<string[]> => (await admin.listTopics()).filter((topic) => topics.includes(topic));
    const there = await present();
    if (there.length > 0) await admin.deleteTopics({ topics: there });
    await eventually(async () => expect(await present()).toEqual([]), 60_000);
    await admin.createTopics({ waitForLeaders: false, topics: topics.map((topic) => ({ topic, numPartitions: 12, replicationFactor })) });
    await eventually(async () => expect([...(await reader.ends(topics)).values()]).toEqual(topics.map(() => Array.from({ length: 12 }, () => 0))), 60_000);
  } finally {
    await reader.close();
    await admin.disconnect();
  }
};
