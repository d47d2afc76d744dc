export * from './envelope-error.ts';
export * from './to-integration-event.ts';
export * from './to-log-record.ts';
