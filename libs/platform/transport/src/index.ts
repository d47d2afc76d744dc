export * from './envelope/index.ts';
export * from './history/index.ts';
export * from './history-port.ts';
export * from './kafka/index.ts';
export * from './log-metrics.ts';
export * from './log-transport.ts';
export * from './postgres/index.ts';
export * from './relay/index.ts';
