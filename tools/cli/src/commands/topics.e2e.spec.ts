import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Kafka, logLevel, type Admin } from 'kafkajs';
import { startKafka, type KafkaCluster } from '@throughline/kafka-broker';
import { buildAll } from '@throughline/testing';

const root = resolve(import.meta.dirname, '../../../..');
const main = resolve(root, 'tools/cli/dist/main.js');
const page = readFileSync(resolve(root, 'docs/how-to/declare-topics.md'), 'utf8');
const blocks = [...page.matchAll(/```\n([\s\S]*?)```/g)].map(([, text]) => text!.trim());
const [diff, missing, apply, done, configured, refused] = blocks as [string, string, string, string, string, string];

interface Outcome {
  readonly code: number;
  readonly lines: readonly string[];
  readonly error: string;
}

describe('topics, as the how-to page says it', () => {
  let folder: string;
  let kafka: KafkaCluster;

  const throughline = (line: string): Promise<Outcome> => new Promise((ended) => {
    const args = line.replace('127.0.0.1:9092', kafka.brokers.join(',')).split(' ').slice(1);
    const child = execFile(process.execPath, [main, ...args], { env: { ...process.env, NODE_OPTIONS: '' }, timeout: 60_000 }, (_, output, error) =>
      ended({ code: child.exitCode ?? -1, lines: output.trim().split('\n'), error }));
  });

  const admin = async <T>(work: (client: Admin) => Promise<T>): Promise<T> => {
    const client = new Kafka({ brokers: [...kafka.brokers], logLevel: logLevel.NOTHING }).admin();
    await client.connect();
    return work(client).finally(() => client.disconnect());
  };

  beforeAll(async () => {
    await buildAll();
    folder = await mkdtemp(join(tmpdir(), 'throughline-cli-topics-'));
    kafka = await startKafka({ dataDir: folder });
  }, 240_000);
  afterAll(async () => {
    await kafka.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('refuses a topic that it cannot change, and then makes none', async () => {
    const topic = refused.split(':')[0]!;
    await admin((client) => client.createTopics({ topics: [{ topic, numPartitions: 6, replicationFactor: 1 }] }));
    const outcome = await throughline(apply);
    expect(outcome.code).toBe(1);
    expect(outcome.error).toContain(refused);
    expect(await admin((client) => client.listTopics())).toEqual([topic]);
    await admin((client) => client.deleteTopics({ topics: [topic] }));
    expect((await throughline(apply.replace('--replication 1', '--replication 3'))).error).toContain('has 1 running broker, too few for 3 copies of a topic');
  });

  it('shows what is missing, makes it, and then finds nothing to do', async () => {
    const before = await throughline(diff);
    expect(before.code).toBe(1);
    expect(before.lines).toContain(missing);

    const [created, unchanged] = done.split('\n') as [string, string];
    const first = await throughline(apply);
    expect(first).toMatchObject({ code: 0, error: '' });
    expect(first.lines).toContain(created);
    expect(first.lines).toHaveLength(before.lines.length);
    const second = await throughline(apply);
    expect(second.lines).toContain(unchanged);
    expect(second.lines.filter((line) => !line.endsWith(': unchanged'))).toEqual([]);
    expect(await throughline(diff)).toEqual({ code: 0, lines: [`all ${before.lines.length} topics are as declared`], error: '' });
    expect(JSON.parse((await throughline(`${diff} --json`)).lines.join('\n'))).toEqual([]);
  });

  it('sets back what was changed', async () => {
    const topic = configured.split(':')[0]!;
    await admin(async (client) => {
      const { resources: [before] } = await client.describeConfigs({ includeSynonyms: false, resources: [{ type: 2, name: topic }] });
      const own = before!.configEntries.filter((entry) => Number(entry.configSource) === 1).map(({ configName, configValue }) => ({ name: configName, value: configValue }));
      const changed = own.map((entry) => (entry.name === 'retention.ms' ? { ...entry, value: '1000' } : entry));
      await client.alterConfigs({ validateOnly: false, resources: [{ type: 2, name: topic, configEntries: changed }] });
    });
    expect((await throughline(diff)).lines).toEqual([`${topic}: retention.ms is 1000, declared is -1`]);
    expect((await throughline(apply)).lines).toContain(configured);
  });

  it('names the option that is wrong', async () => {
    expect(await throughline('throughline topics diff --brokers here')).toMatchObject({ code: 2, error: '--brokers: here is not <host>:<port>\n' });
    expect(await throughline('throughline topics diff --brokers 127.0.0.1:9092 --replication many')).toMatchObject({ code: 2, error: '--replication: many is not a number of copies; say 3, or 1 on a single broker\n' });
  });
});
