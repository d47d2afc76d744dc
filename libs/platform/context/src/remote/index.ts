export * from './remote-context.ts';
export * from './remote-history.ts';
export * from './context-client.ts';
