export * from './comparison.decider.ts';
export * from './comparison.ts';
export type { ComparisonRefusal } from './request-comparison.ts';
