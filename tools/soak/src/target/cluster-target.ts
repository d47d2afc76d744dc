import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, removeEmbeddedPostgres } from '@throughline/embedded-postgres';
import type { KafkaListener } from '@throughline/kafka-broker';
import { type Environment, LocalCluster, processName, SERVICES, type ServiceName } from '@throughline/local-cluster';
import { TcpProxy } from '../proxy/tcp-proxy.ts';
import { readKafka } from './read-kafka.ts';
import type { Link, Roots, SoakProcess, SoakTarget } from './target.ts';

const HOST = '127.0.0.1';

/** Several ways that are cut together: one to each broker. */
const together = (links: readonly Link[]): Link => ({
  cut: () => links.forEach((link) => link.cut()),
  stall: () => links.forEach((link) => link.stall()),
  mend: () => links.forEach((link) => link.mend()),
  ports: () => new Set(links.flatMap((link) => [...link.ports()])),
});

const serviceOf = (name: string): ServiceName => SERVICES.find((service) => new RegExp(`^${service}(-\\d+)?$`).test(name))!;

interface BrokerWay extends KafkaListener { readonly node: number; readonly proxy: TcpProxy }

/**
 * A client is told by the broker where to come back to. So each process has a listener of its own on each node, which advertises
 * the port of that process's proxy: all that it says to a broker passes there, and nobody else does.
 */
const openBrokerWays = async (names: readonly string[], nodes: number): Promise<ReadonlyMap<string, readonly BrokerWay[]>> => {
  const ways = new Map<string, BrokerWay[]>();
  for (const name of names) {
    const own: BrokerWay[] = [];
    for (let node = 1; node <= nodes; node++) {
      const port = await freePort();
      const proxy = await TcpProxy.open({ host: HOST, port });
      own.push({ node, proxy, name: `TO_${name.toUpperCase().replaceAll('-', '_')}`, port, advertisedPort: proxy.port });
    }
    ways.set(name, own);
  }
  return ways;
};

const throughProxy = (url: string, proxy: TcpProxy): string => {
  const changed = new URL(url);
  changed.port = String(proxy.port);
  return changed.toString();
};

/** One process per context and a gateway over a real Kafka; each process behind proxies of its own. */
export const startClusterTarget = async (options: Roots & {
  readonly nodes: 1 | 3; readonly replicas: Partial<Record<ServiceName, number>>; readonly log: (line: string) => void;
}): Promise<SoakTarget> => {
  const { nodes, replicas, log } = options;
  const dataDir = await mkdtemp(join(tmpdir(), 'throughline-soak-'));
  const names = SERVICES.flatMap((service) => Array.from({ length: replicas[service] ?? 1 }, (_, replica) => processName(service, replica)));
  const brokerWays = await openBrokerWays(names, nodes);
  const databaseWays = new Map<string, TcpProxy>();
  const closeWays = async (): Promise<void> => {
    for (const proxy of [...databaseWays.values(), ...[...brokerWays.values()].flat().map((way) => way.proxy)]) await proxy.close();
  };
  const route = async (name: string, env: Environment): Promise<Environment> => {
    const { hostname, port } = new URL(env['DATABASE_URL']!);
    const proxy = await TcpProxy.open({ host: hostname, port: Number(port) });
    databaseWays.set(name, proxy);
    return {
      DATABASE_URL: throughProxy(env['DATABASE_URL']!, proxy), MIGRATION_DATABASE_URL: throughProxy(env['MIGRATION_DATABASE_URL']!, proxy),
      KAFKA_BROKERS: brokerWays.get(name)!.map((way) => `${HOST}:${way.advertisedPort}`).join(','),
    };
  };
  const cluster = await LocalCluster.start({
    dataDir, kafkaNodes: nodes, replicas, log, route, datasetRoots: [options.datasets], trainingRoots: [options.training], env: { LOG_LEVEL: 'info' },
    kafkaListeners: (node) => names.map((name) => brokerWays.get(name)![node - 1]!),
  }).catch(async (error: unknown) => {
    await closeWays();
    await removeEmbeddedPostgres(dataDir);
    await rm(dataDir, { recursive: true, force: true });
    throw error;
  });
  const processes = [...cluster.processes.values()].map((process): SoakProcess => ({
    name: process.name, owners: [serviceOf(process.name)], url: process.url,
    links: { database: databaseWays.get(process.name)!, broker: together(brokerWays.get(process.name)!.map((way) => way.proxy)) },
    pid: () => process.pid,
    start: () => process.start(),
    end: async (signal) => { await process.end(signal); },
    signal: (signal) => process.signal(signal),
  }));
  return {
    kind: 'kafka', processes, gateway: cluster.url, dataDir,
    brokers: cluster.kafka.nodes.map((node) => ({ name: `broker ${node.id}`, kill: () => node.end('SIGKILL'), start: () => node.start() })),
    databaseUrl: async () => cluster.postgres.url,
    readLog: (topics) => readKafka(cluster.kafka.brokers, topics),
    stop: async () => {
      await cluster.stop();
      await closeWays();
    },
    remove: async () => {
      await removeEmbeddedPostgres(dataDir);
      await rm(dataDir, { recursive: true, force: true });
    },
  };
};
