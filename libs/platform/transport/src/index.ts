export * from './history-port.ts';
export * from './log-transport.ts';
