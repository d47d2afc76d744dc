export * from './event-store.ts';
export * from './schema.ts';
