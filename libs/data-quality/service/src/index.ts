export * from './data-quality.module.ts';
