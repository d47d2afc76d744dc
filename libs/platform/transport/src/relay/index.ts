export * from './relay-lease.ts';
export * from './relay-sql.ts';
export * from './relay.ts';
