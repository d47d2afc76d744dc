export * from './event-history.ts';
