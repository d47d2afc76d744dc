export { createTestDatabase } from './test-database.ts';
export type { TestDatabase } from './test-database.ts';
export * from './given.ts';
export * from './plane-process.ts';
