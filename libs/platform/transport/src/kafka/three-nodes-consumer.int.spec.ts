import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startKafka, type KafkaCluster } from '@throughline/kafka-broker';
import type { LogProducer, LogRecord } from '../log-transport.ts';
import { OTHER, saved, TOPIC } from '../../test/conformance-bench.ts';
import { recreateTopics } from '../../test/kafka-topics.ts';
import { FencedMemory } from '../../test/memory-consumer.ts';
import { eventually } from '../../test/store-fixture.ts';
import { KafkaLog } from './kafka-log.ts';

const KEYS = Array.from({ length: 24 }, (_, n) => `key-${n}`);

/** Writes one message after another of every key, each batch again until it is acknowledged, as a relay does. */
const writer = (producer: LogProducer) => {
  let version = 0;
  let stopped = false;
  const running = (async () => {
    while (!stopped) {
      version++;
      const batch = KEYS.map((key, n): LogRecord => ({ topic: n % 2 ? TOPIC : OTHER, partition: n % 12, key, headers: {}, value: String(version) }));
      for (let acknowledged = false; !acknowledged;) acknowledged = await producer.send(batch, saved).then(() => true, () => false);
    }
  })();
  return { version: () => version, stop: async () => { stopped = true; await running; } };
};

describe('members of a group on three nodes, of which one is killed and the others are restarted in turn', () => {
  let folder: string;
  let kafka: KafkaCluster;
  const logs: KafkaLog[] = [];

  const connect = (): KafkaLog => {
    const log = new KafkaLog({ brokers: kafka.brokers, clientId: 'three-nodes', report: () => undefined });
    logs.push(log);
    return log;
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'throughline-kafka-'));
    kafka = await startKafka({ dataDir: folder, nodes: 3 });
    await recreateTopics(kafka.brokers, [TOPIC, OTHER], 3);
  }, 120_000);
  afterAll(async () => {
    await Promise.all(logs.map((log) => log.close()));
    await kafka.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('receive every message in order, and none of them stops', async () => {
    const memory = new FencedMemory();
    const last = new Map<string, number>();
    const wrong: string[] = [];
    const running = new Map<string, number>();
    const commit = memory.commit.bind(memory);
    // As a consumer does it: repeats are dropped by version, and a gap is an error.
    memory.commit = (partition, records) => {
      for (const { key, value } of records) {
        const version = Number(value);
        const before = last.get(key) ?? 0;
        if (version > before + 1) wrong.push(`${key}: ${version} after ${before}`);
        last.set(key, Math.max(before, version));
      }
      commit(partition, records);
    };
    for (const who of ['ann', 'bo']) {
      await connect().subscribe({ group: 'g', topics: [TOPIC, OTHER], maxBatch: 50, handlers: memory.member(who, async ({ topic, partition }) => {
        const key = `${who} ${topic}/${partition}`;
        running.set(key, (running.get(key) ?? 0) + 1);
        if (running.get(key)! > 1) wrong.push(`two at once: ${key}`);
        await new Promise(setImmediate);
        running.set(key, running.get(key)! - 1);
      }) });
    }
    const producer = await connect().producer('registry');
    const load = writer(producer);
    const caughtUp = async (): Promise<void> => {
      const until = load.version() + 5;
      await eventually(() => expect(Math.min(...KEYS.map((key) => last.get(key) ?? 0))).toBeGreaterThanOrEqual(until), 60_000);
    };
    await caughtUp();
    for (const [node, signal] of [[0, 'SIGKILL'], [1, 'SIGTERM'], [2, 'SIGTERM']] as const) {
      await kafka.nodes[node]!.end(signal);
      await caughtUp();
      await kafka.nodes[node]!.start();
      await caughtUp();
    }
    await load.stop();
    await eventually(() => expect(KEYS.map((key) => last.get(key))).toEqual(KEYS.map(() => load.version())), 60_000);
    expect(wrong).toEqual([]);
    expect(memory.assignedTo('ann').length + memory.assignedTo('bo').length).toBe(24);
  }, 300_000);
});
