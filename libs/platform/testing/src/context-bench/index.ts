export * from './bench-files.ts';
export * from './context-bench.ts';
export * from './foreign-owner.ts';
export * from './provision-alone.ts';
