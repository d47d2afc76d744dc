export * from './bus-sql.ts';
export * from './postgres-log.ts';
