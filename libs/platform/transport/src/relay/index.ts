export * from './confirm-relay.ts';
export * from './relay-lease.ts';
export * from './relay-sql.ts';
export * from './relay-status.ts';
export * from './relay.ts';
