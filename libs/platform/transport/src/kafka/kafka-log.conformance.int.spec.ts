import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startKafka, type KafkaCluster } from '@throughline/kafka-broker';
import { OTHER, TOPIC } from '../../test/conformance-bench.ts';
import { recreateTopics } from '../../test/kafka-topics.ts';
import { describeLogTransportInHardship } from '../../test/log-transport-hardship.conformance.ts';
import { describeLogTransport } from '../../test/log-transport.conformance.ts';
import type { ReportFailure } from '../log-metrics.ts';
import { KafkaLog } from './kafka-log.ts';

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

  const harness = async () => {
    await recreateTopics(kafka.brokers, [TOPIC, OTHER]);
    return {
      connect: (report: ReportFailure = () => undefined) => new KafkaLog({
        brokers: kafka.brokers, clientId: `conformance-${++clients}`, report,
        tuning: { sessionTimeoutMs: SESSION_MS, heartbeatMs: 500, maxWaitMs: 250 },
      }),
      restart: async (how: 'killed' | 'stopped') => {
        await kafka.nodes[0]!.end(how === 'killed' ? 'SIGKILL' : 'SIGTERM');
        await kafka.nodes[0]!.start();
      },
      slowMs: SESSION_MS * 1.3,
      close: () => Promise.resolve(),
    };
  };

  describeLogTransport('Kafka', harness);
  describeLogTransportInHardship('Kafka', harness);
});
