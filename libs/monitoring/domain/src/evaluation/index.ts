export * from './evaluation.decider.ts';
export * from './evaluation.ts';
