export * from './parse-config.ts';
export * from './variable.ts';
