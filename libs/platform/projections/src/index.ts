export * from './policy.ts';
export * from './read-model.ts';
