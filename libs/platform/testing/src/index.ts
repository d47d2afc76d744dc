export { createTestDatabase } from './test-database.ts';
export type { TestDatabase } from './test-database.ts';
export * from './eventually.ts';
export * from './given.ts';
export * from './plane-process.ts';
