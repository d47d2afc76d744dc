export * from './aggregate/aggregate.ts';
export * from './command/command.ts';
export * from './context/context.ts';
export * from './policy/policy.ts';
export * from './read-model/read-model.ts';
