import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startKafka, type KafkaCluster } from '@throughline/kafka-broker';
import { kafkaClient } from '../kafka/kafka-options.ts';
import { applyTopics, diffTopics, topicManifest } from './index.ts';

const manifest = topicManifest([{ context: 'registry', aggregate: 'model' }, { context: 'monitoring', aggregate: 'alert' }, { context: 'registry', aggregate: 'model' }]);
const NAMES = ['throughline.monitoring.alert.v1', 'throughline.monitoring.alert.v1.dlq', 'throughline.registry.model.v1', 'throughline.registry.model.v1.dlq'];
const one = { replication: 1 };

describe('topics', () => {
  let folder: string;
  let kafka: KafkaCluster;
  const admin = async <T>(work: (admin: ReturnType<ReturnType<typeof kafkaClient>['admin']>) => Promise<T>): Promise<T> => {
    const client = kafkaClient({ brokers: kafka.brokers, clientId: 'spec' }).admin();
    await client.connect();
    return work(client).finally(() => client.disconnect());
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'throughline-topics-'));
    kafka = await startKafka({ dataDir: folder });
  });
  afterAll(async () => {
    await kafka.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('are declared by the events, each with its dead letters', () => {
    expect(manifest.map(({ topic }) => topic)).toEqual(NAMES);
    expect(manifest.map(({ partitions }) => partitions)).toEqual([12, 1, 12, 1]);
    expect(manifest[0]).toEqual({ topic: NAMES[0], partitions: 12, config: { 'cleanup.policy': 'delete', 'retention.ms': '-1', 'retention.bytes': '-1', 'unclean.leader.election.enable': 'false' } });
  });

  it('need as many brokers as copies', async () => {
    await expect(applyTopics(kafka.brokers, manifest, { replication: 3 })).rejects.toThrow('has 1 running broker, too few for 3 copies of a topic: start more brokers, or say --replication 1');
  });

  it('are missing, then created, then unchanged', async () => {
    expect((await diffTopics(kafka.brokers, manifest, one)).map(({ topic, what }) => `${topic} ${what}`)).toEqual(NAMES.map((name) => `${name} missing`));
    expect(await admin((client) => client.listTopics())).toEqual([]);
    expect((await applyTopics(kafka.brokers, manifest, one)).map(({ done }) => done)).toEqual(['created', 'created', 'created', 'created']);
    expect(await diffTopics(kafka.brokers, manifest, one)).toEqual([]);
    const { topics } = await admin((client) => client.fetchTopicMetadata({ topics: [NAMES[2]!] }));
    expect(topics[0]!.partitions).toHaveLength(12);
    expect((await applyTopics(kafka.brokers, manifest, one)).map(({ done, changes }) => [done, changes])).toEqual(NAMES.map(() => ['unchanged', []]));
  });

  it('get back the settings that were changed, and keep those that nobody declares', async () => {
    await admin((client) => client.alterConfigs({ validateOnly: false, resources: [
      { type: 2, name: NAMES[2]!, configEntries: [{ name: 'retention.ms', value: '60000' }, { name: 'segment.ms', value: '86400000' }] },
    ] }));
    expect(await diffTopics(kafka.brokers, manifest, one)).toEqual(expect.arrayContaining([{ topic: NAMES[2], what: 'retention.ms', wanted: '-1', found: '60000', mends: true }]));
    const applied = await applyTopics(kafka.brokers, manifest, one);
    expect(applied.filter(({ done }) => done !== 'unchanged').map(({ topic, done }) => [topic, done])).toEqual([[NAMES[2], 'configured']]);
    expect(await diffTopics(kafka.brokers, manifest, one)).toEqual([]);
    const { resources } = await admin((client) => client.describeConfigs({ includeSynonyms: false, resources: [{ type: 2, name: NAMES[2]!, configNames: ['segment.ms'] }] }));
    expect(resources[0]!.configEntries[0]!.configValue).toBe('86400000');
  });

  it('that have other partitions or copies are refused, and nothing else is changed either', async () => {
    const odd = { topic: 'throughline.training.training-run.v1', partitions: 12, config: {} };
    const absent = { ...odd, topic: 'throughline.training.recipe.v1' };
    await admin((client) => client.createTopics({ topics: [{ topic: odd.topic, numPartitions: 6, replicationFactor: 1 }] }));
    await expect(applyTopics(kafka.brokers, [absent, odd], one)).rejects.toThrow(`${odd.topic}: partitions is 6, declared is 12`);
    expect(await admin((client) => client.listTopics())).not.toContain(absent.topic);
  });

  it('say that no broker answers', async () => {
    await expect(diffTopics(['127.0.0.1:1'], manifest, one)).rejects.toThrow('no Kafka answers at 127.0.0.1:1');
  });

  it('may be applied by two at once', async () => {
    const more = topicManifest([{ context: 'data-quality', aggregate: 'dataset' }, { context: 'data-quality', aggregate: 'validation-run' }]);
    await Promise.all([applyTopics(kafka.brokers, more, one), applyTopics(kafka.brokers, more, one)]);
    expect(await diffTopics(kafka.brokers, more, one)).toEqual([]);
  });
});
