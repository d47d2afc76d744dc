export * from './requirements.module.ts';
