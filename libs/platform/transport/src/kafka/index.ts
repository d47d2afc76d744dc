export * from './kafka-log.ts';
export type { KafkaTuning } from './kafka-options.ts';
