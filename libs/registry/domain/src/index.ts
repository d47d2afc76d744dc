export * from './model/evidence.ts';
export * from './model/model.decider.ts';
export * from './model/model.ts';
export * from './model-version/model-version.decider.ts';
export * from './model-version/model-version.ts';
