/** Ports of one node on 127.0.0.1. */
export interface NodePorts {
  readonly broker: number;
  readonly controller: number;
}

/** One more way in: a client that begins there is told to come back to `advertisedPort`, behind which something else may stand. */
export interface KafkaListener {
  /** Upper case, one of its kind in a cluster. */
  readonly name: string;
  readonly port: number;
  readonly advertisedPort: number;
}

const HOST = '127.0.0.1';

/** Node ids count from 1. */
export const brokerAddress = ({ broker }: NodePorts): string => `${HOST}:${broker}`;

/**
 * The `server.properties` of node `id` in a cluster that has a node for each of `ports`. Three nodes keep three copies
 * of everything and acknowledge with two; the broker makes no topic by itself.
 */
export const serverProperties = (id: number, ports: readonly NodePorts[], logDir: string, more: readonly KafkaListener[] = []): string => {
  const own = ports[id - 1];
  if (!own) throw new Error(`no ports for node ${id} of ${ports.length}`);
  const replicas = ports.length;
  const inSync = Math.max(1, replicas - 1);
  return Object.entries({
    'process.roles': 'broker,controller',
    'node.id': id,
    'listeners': [`PLAINTEXT://${brokerAddress(own)}`, `CONTROLLER://${HOST}:${own.controller}`, ...more.map(({ name, port }) => `${name}://${HOST}:${port}`)].join(),
    'advertised.listeners': [`PLAINTEXT://${brokerAddress(own)}`, ...more.map(({ name, advertisedPort }) => `${name}://${HOST}:${advertisedPort}`)].join(),
    'inter.broker.listener.name': 'PLAINTEXT',
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': ['PLAINTEXT', 'CONTROLLER', ...more.map(({ name }) => name)].map((name) => `${name}:PLAINTEXT`).join(),
    'controller.quorum.voters': ports.map(({ controller }, i) => `${i + 1}@${HOST}:${controller}`).join(','),
    'log.dirs': logDir,
    'auto.create.topics.enable': false,
    'default.replication.factor': replicas,
    'min.insync.replicas': inSync,
    'offsets.topic.num.partitions': 1,
    'offsets.topic.replication.factor': replicas,
    'transaction.state.log.num.partitions': 1,
    'transaction.state.log.replication.factor': replicas,
    'transaction.state.log.min.isr': inSync,
    'share.coordinator.state.topic.num.partitions': 1,
    'share.coordinator.state.topic.replication.factor': replicas,
    'share.coordinator.state.topic.min.isr': inSync,
    'group.initial.rebalance.delay.ms': 0,
    'controlled.shutdown.enable': true,
    // A node that was killed takes part again within 3 s instead of 11.
    'broker.session.timeout.ms': 2000,
    'broker.heartbeat.interval.ms': 500,
    // Memory of a broker for a laptop: 150 MB.
    'num.network.threads': 2,
    'num.io.threads': 4,
    'background.threads': 2,
    'log.cleaner.dedupe.buffer.size': 4_194_304,
    'log.cleaner.io.buffer.size': 131_072,
    'log.segment.bytes': 67_108_864,
    'log.index.size.max.bytes': 1_048_576,
  }).map(([name, value]) => `${name}=${value}\n`).join('');
};
