export * from './peak-memory.ts';
export * from './cluster-postgres.ts';
export * from './cluster-process.ts';
export * from './local-cluster.ts';
export { processName, SERVICES, type Environment, type ServiceName } from './process-environment.ts';
export * from './remove-local-cluster.ts';
