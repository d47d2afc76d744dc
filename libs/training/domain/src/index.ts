export * from './features/index.ts';
export * from './program/program-line.ts';
export * from './run-manifest/run-manifest.ts';
export * from './run-manifest/run-manifest.decider.ts';
export * from './training-run/index.ts';
