export { ensureKafkaInstalled } from './install/ensure-kafka-installed.ts';
export type { KafkaInstallation } from './install/ensure-kafka-installed.ts';
export { KafkaError } from './install/kafka-error.ts';
export type { KafkaNode } from './node/kafka-node.ts';
export type { KafkaListener } from './node/server-properties.ts';
export { startKafka } from './start-kafka.ts';
export type { KafkaCluster, KafkaOptions } from './start-kafka.ts';
