export * from './event-store.ts';
export * from './feed/index.ts';
export * from './schema.ts';
