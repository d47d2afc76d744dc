import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type KafkaCluster, startKafka } from '@throughline/kafka-broker';
import { applyTopics, type TopicDeclaration, topicManifest } from '@throughline/transport';
import { eventually } from '@throughline/testing';
import { noteWritten, notesContext } from '../../test/notes-context.ts';
import { ServiceBench } from '../../test/service-bench.ts';
import type { ContextDefinition } from '../context-definition.ts';

const foreign = { ...noteWritten, context: 'registry' } as const;
const FOREIGN = 'throughline.registry.note.v1';
const reacting: ContextDefinition = {
  ...notesContext,
  policies: [{ name: 'when-note-written-then-nothing', startFrom: 'beginning', on: [{ contract: foreign, topic: FOREIGN, react: () => [] }] }] as never,
};

describe('a service over Kafka', () => {
  let folder: string;
  let kafka: KafkaCluster;
  let bench: ServiceBench;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'throughline-service-topics-'));
    kafka = await startKafka({ dataDir: folder });
    bench = await ServiceBench.open();
  }, 180_000);
  afterAll(async () => {
    await bench?.close();
    await kafka?.stop();
    await rm(folder, { recursive: true, force: true });
  }, 60_000);

  it('waits for the topic of its dead letters too, and tells nobody where the broker is', async () => {
    const declared = topicManifest([noteWritten, foreign]);
    const apply = (topics: readonly TopicDeclaration[]) => applyTopics(kafka.brokers, topics, { replication: 1 });
    await apply(declared.filter(({ topic }) => topic !== `${FOREIGN}.dlq`));
    const service = await bench.launch(reacting, { REGISTRY_URL: 'http://127.0.0.1:9', KAFKA_BROKERS: kafka.brokers.join(',') });
    const waitingFor = async () => (await bench.readyOf(service)).body['waitingFor'] as { step: string; because: string | null } | undefined;
    const told = await eventually(waitingFor, (now) => now?.step === 'the topics' && Boolean(now.because));
    expect(told?.because).toBe(`topics do not exist: ${FOREIGN}.dlq. Make them: throughline topics apply`);
    await apply(declared);
    await eventually(waitingFor, (now) => now?.step !== 'the topics');
  });
});
