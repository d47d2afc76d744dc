import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startKafka, type KafkaCluster } from '@throughline/kafka-broker';
import { describeLogTransport } from '../../test/log-transport.conformance.ts';
import { recreateTopics } from '../../test/kafka-topics.ts';
import { KafkaLog } from './kafka-log.ts';

const TOPICS = ['throughline.registry.model.v1', 'throughline.registry.model-version.v1'];
const SESSION_MS = 6_000; // the least that a broker allows

describe('Kafka', () => {
  let folder: string;
  let kafka: KafkaCluster;
  let clients = 0;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'throughline-kafka-'));
    kafka = await startKafka({ dataDir: folder });
  });
  afterAll(async () => {
    await kafka.stop();
    await rm(folder, { recursive: true, force: true });
  });

  describeLogTransport('Kafka', async () => {
    await recreateTopics(kafka.brokers, TOPICS);
    return {
      connect: () => new KafkaLog({
        brokers: kafka.brokers, clientId: `conformance-${++clients}`, report: (error, where) => { if (process.env["TL_TRACE"]) process.stderr.write(`${new Date().toISOString()} ${where}: ${String(error)}\n`); },
        tuning: { sessionTimeoutMs: SESSION_MS, heartbeatMs: 500, maxWaitMs: 250 },
      }),
      restart: async () => {
        await kafka.nodes[0]!.end('SIGKILL');
        await kafka.nodes[0]!.start();
      },
      slowMs: SESSION_MS * 1.3,
      close: () => Promise.resolve(),
    };
  });
});
