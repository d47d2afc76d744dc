export * from './context-definition.ts';
export * from './context-host.ts';
export * from './context-infrastructure.ts';
export * from './context-module.ts';
export * from './migration.ts';
export * from './provision.ts';
export * from './roles.ts';
