export * from './monitoring.module.ts';
