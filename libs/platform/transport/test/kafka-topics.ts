import { kafkaClient } from '../src/kafka/kafka-options.ts';

/** Makes the topics empty, with twelve partitions each. */
export const recreateTopics = async (brokers: readonly string[], topics: readonly string[]): Promise<void> => {
  const admin = kafkaClient({ brokers, clientId: 'fixture' }).admin();
  await admin.connect();
  try {
    const there = (await admin.listTopics()).filter((topic) => topics.includes(topic));
    if (there.length > 0) await admin.deleteTopics({ topics: there });
    await admin.createTopics({ waitForLeaders: true, topics: topics.map((topic) => ({ topic, numPartitions: 12, replicationFactor: 1 })) });
  } finally {
    await admin.disconnect();
  }
};
