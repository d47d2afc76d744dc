export * from './context-bench.ts';
export type { Said } from './foreign-owner.ts';
