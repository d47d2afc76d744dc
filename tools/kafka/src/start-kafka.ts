import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { clusterIdOf } from './cluster-file.ts';
import { ensureKafkaInstalled } from './install/ensure-kafka-installed.ts';
import { KafkaError } from './install/kafka-error.ts';
import type { KafkaNode } from './node/kafka-node.ts';
import { freePorts, prepareNode } from './node/prepare-node.ts';
import type { KafkaListener } from './node/server-properties.ts';

export interface KafkaOptions {
  /** Folder of the cluster's data; made when it is missing, and used again with what is in it. */
  readonly dataDir: string;
  /** 1 (default), or 3 with replication 3 and two copies in sync. */
  readonly nodes?: 1 | 3;
  /** More ways into each node, counted from 1. */
  readonly listeners?: (node: number) => readonly KafkaListener[];
  /** Takes each line that a node or the installation says. */
  readonly log?: (line: string) => void;
}

/** A running cluster. Its nodes end with this process, in whatever way it ends. */
export interface KafkaCluster {
  /** `host:port` of each node, for clients. */
  readonly brokers: readonly string[];
  readonly nodes: readonly KafkaNode[];
  /** Ends all nodes: asks, and after two seconds no longer asks (three nodes that all want to end wait for one another). The data stays. */
  stop(): Promise<void>;
}

const GRACE = 2_000;
const PORT_TAKEN = /Address already in use/;

const endNode = async (node: KafkaNode): Promise<void> => {
  if (!node.pid) return;
  node.signal('SIGCONT'); // a halted process hears no SIGTERM
  const done = new AbortController();
  await Promise.race([node.end('SIGTERM'), sleep(GRACE, undefined, { signal: done.signal }).catch(() => undefined)]);
  done.abort();
  await node.end('SIGKILL');
};

const startOnce = async (dataDir: string, count: number, log: (line: string) => void, listeners: (node: number) => readonly KafkaListener[]): Promise<KafkaCluster> => {
  const installation = await ensureKafkaInstalled(log);
  await mkdir(dataDir, { recursive: true });
  const clusterId = await clusterIdOf(dataDir, count);
  const ports = await Promise.all(Array.from({ length: count }, freePorts));
  const nodes = await Promise.all(ports.map((_, i) => prepareNode({
    id: i + 1, ports, clusterId, folder: join(dataDir, `node-${i + 1}`), installation, log, listeners: listeners(i + 1),
  })));
  const stop = async (): Promise<void> => { await Promise.all(nodes.map(endNode)); };
  const started = await Promise.allSettled(nodes.map((node) => node.start()));
  const failed = started.find((outcome) => outcome.status === 'rejected');
  if (failed) {
    await stop();
    throw failed.reason;
  }
  return { brokers: nodes.map((node) => node.address), nodes, stop };
};

/**
 * Starts a Kafka of one or three nodes on 127.0.0.1, on ports that are free, and waits until all serve clients. It
 * makes no topic by itself. Installs Kafka first where that has not been done.
 *
 * @throws KafkaError that says what is missing, or what the node said last
 */
export const startKafka = async ({ dataDir, nodes = 1, log = () => undefined, listeners = () => [] }: KafkaOptions): Promise<KafkaCluster> => {
  const folder = resolve(dataDir);
  if (/[,\s]/.test(folder)) throw new KafkaError(`dataDir: Kafka takes no folder with a comma or a blank in its name: ${folder}`);
  for (let tries = 1; ; tries++) {
    try {
      return await startOnce(folder, nodes, log, listeners);
    } catch (error) {
      // Between our look and the broker's bind another program may have taken a port.
      if (tries === 3 || !PORT_TAKEN.test((error as Error).message)) throw error;
    }
  }
};
