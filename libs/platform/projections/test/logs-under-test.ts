import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startKafka } from '@throughline/kafka-broker';
import { type EventContract, topicOf } from '@throughline/kernel';
import { applyTopics, KafkaLog, type LogTransport, PostgresLog, topicManifest, withDeadLetters, withTopicAdmin } from '@throughline/transport';
import type pg from 'pg';

/** A log of one kind, empty, with the topics of some events. */
export interface LogUnderTest {
  readonly log: LogTransport;
  /** None where the log lies in the database. */
  readonly brokers: readonly string[];
  close(): Promise<void>;
}

export const topicsOf = (events: readonly EventContract[]): string[] => [...new Set(events.map(topicOf))];

/** The transports that every case runs on. @param reader, writer the pools of a database that has the schema `bus` */
export const LOGS: Readonly<Record<LogTransport['kind'], (pools: { readonly reader: pg.Pool; readonly writer: pg.Pool }, events: readonly EventContract[]) => Promise<LogUnderTest>>> = {
  postgres: async ({ reader, writer }, events) => {
    const log = new PostgresLog({ reader, writer: () => writer, redeliver: 0.2, report: () => undefined });
    await log.ensureTopics(withDeadLetters(topicsOf(events)));
    return { log, brokers: [], close: () => log.close() };
  },
  kafka: async (_, events) => {
    const folder = await mkdtemp(join(tmpdir(), 'throughline-kafka-'));
    const kafka = await startKafka({ dataDir: folder });
    await applyTopics(kafka.brokers, topicManifest(events), { replication: 1 });
    const log = new KafkaLog({ brokers: kafka.brokers, clientId: 'cases', report: () => undefined, tuning: { maxWaitMs: 250 } });
    const close = async (): Promise<void> => {
      await log.close();
      await kafka.stop();
      await rm(folder, { recursive: true, force: true });
    };
    return { log, brokers: kafka.brokers, close };
  },
};

/** Deletes what lies before an offset of each partition of a topic in Kafka; the ends stay. */
export const deleteBefore = (brokers: readonly string[], topic: string, offsets: readonly number[]): Promise<void> => withTopicAdmin(brokers, async ({ admin }) => {
  await admin.fetchTopicOffsets(topic); // which the next call needs and does not fetch by itself
  await admin.deleteTopicRecords({ topic, partitions: offsets.map((offset, partition) => ({ partition, offset: String(offset) })) });
});
