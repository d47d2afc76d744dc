export * from './registry.module.ts';
