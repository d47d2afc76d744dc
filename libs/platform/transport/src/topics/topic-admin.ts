import type { Admin } from 'kafkajs';
import { kafkaClient } from '../kafka/kafka-options.ts';
import { KafkaReader } from '../kafka/kafka-reader.ts';

/** Why topics could not be compared or changed, for people. */
export class TopicsError extends Error {}

/** What comparing and changing topics needs of a cluster. */
export interface TopicAdmin {
  readonly brokers: string;
  readonly admin: Admin;
  readonly reader: KafkaReader;
}

/** Works on a cluster's topics. @throws TopicsError where no broker answers */
export const withTopicAdmin = async <T>(brokers: readonly string[], work: (admin: TopicAdmin) => Promise<T>): Promise<T> => {
  const client = kafkaClient({ brokers, clientId: 'throughline-topics' });
  const admin = client.admin();
  const reader = new KafkaReader(client);
  const named = brokers.join(', ');
  try {
    await admin.connect().catch((cause: unknown) => { throw new TopicsError(`no Kafka answers at ${named}: ${(cause as Error).message}`, { cause }); });
    return await work({ brokers: named, admin, reader });
  } finally {
    await reader.close();
    await admin.disconnect();
  }
};
