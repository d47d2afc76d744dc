import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startKafka } from '@throughline/kafka-broker';
import { Observer, progress } from '../../test/three-node-cluster.ts';
import { idOf, ourLoad, spanningLoad, type Load, type Message } from '../../test/three-node-load.ts';
import { KafkaLog } from './kafka-log.ts';

const OURS = 'throughline.registry.model.v1';
const SPANNING = 'throughline.registry.model-version.v1';

/** Kills a node and restarts it, then restarts each in turn, while both loads go on; answers what they were told and what the log has. */
const underFire = async (dataDir: string): Promise<{ ours: Load; spanning: Load; ourLog: Message[]; spanningLog: Message[] }> => {
  const kafka = await startKafka({ dataDir, nodes: 3 });
  const observer = new Observer(kafka.brokers);
  const log = new KafkaLog({ brokers: kafka.brokers, clientId: 'three-nodes', report: () => undefined });
  try {
    await observer.makeTopics([OURS, SPANNING]);
    const loads = [await ourLoad(log, OURS), await spanningLoad(kafka.brokers, SPANNING)] as const;
    for (const [node, signal] of [[0, 'SIGKILL'], [0, 'SIGTERM'], [1, 'SIGTERM'], [2, 'SIGTERM']] as const) {
      await observer.inSync([OURS, SPANNING]);
      await progress(loads);
      await kafka.nodes[node]?.end(signal);
      await progress(loads);
      await kafka.nodes[node]?.start();
    }
    await progress(loads);
    await Promise.all(loads.map((load) => load.stop()));
    const [ours, spanning] = loads;
    const [ourLog = [], spanningLog = []] = await observer.read([OURS, SPANNING]);
    return { ours, spanning, ourLog, spanningLog };
  } finally {
    await observer.close();
    await log.close();
    await kafka.stop();
  }
};

const lost = (load: Load, log: readonly Message[]): string[] => {
  const found = new Set(log.map(idOf));
  return [...load.acknowledged].filter((id) => !found.has(id));
};

/** Per key, what comes out of order once repeats are dropped, as a consumer drops them. */
const outOfOrder = (log: readonly Message[]): string[] => {
  const last = new Map<string, number>();
  return log.flatMap((message) => {
    const before = last.get(message.key) ?? 0;
    if (message.version <= before) return [];
    last.set(message.key, message.version);
    return message.version === before + 1 ? [] : [`${idOf(message)} after ${before}`];
  });
};

describe('three nodes, one killed and restarted, then each restarted in turn, under load', () => {
  let folder: string;
  let outcome: Awaited<ReturnType<typeof underFire>>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'throughline-kafka-'));
    outcome = await underFire(folder);
  }, 180_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('lose nothing that was acknowledged with one partition in a send, and keep the order per key', () => {
    const { ours, ourLog } = outcome;
    expect(lost(ours, ourLog)).toEqual([]);
    expect(outOfOrder(ourLog)).toEqual([]);
  });

  it('lose messages that a send over all partitions was told they have: the fault that this test must see', () => {
    const { spanning, spanningLog } = outcome;
    expect(lost(spanning, spanningLog).length).toBeGreaterThan(0);
  });

  it('name in their answer no partition that was left out, so comparing it notices each loss', () => {
    const { spanning, spanningLog } = outcome;
    expect(lost(spanning, spanningLog).filter((id) => !spanning.noticed.has(id))).toEqual([]);
  });
});
