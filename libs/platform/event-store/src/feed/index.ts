export * from './feed-reader.ts';
export * from './fence-memory.ts';
export * from './lock-fence.ts';
