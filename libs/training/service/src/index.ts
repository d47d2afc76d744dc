export * from './training.module.ts';
