export * from './bus-sql.ts';
export * from './log-metrics.ts';
export * from './postgres-log.ts';
