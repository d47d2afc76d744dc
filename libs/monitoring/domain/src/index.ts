export * from './comparison/index.ts';
export * from './data/index.ts';
export * from './evaluation/index.ts';
export * from './metrics/index.ts';
export * from './monitor/index.ts';
