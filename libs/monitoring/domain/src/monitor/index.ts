export * from './missed-in-a-row.ts';
export * from './monitor-command.ts';
export * from './monitor.decider.ts';
export * from './monitor.ts';
export * from './window.ts';
