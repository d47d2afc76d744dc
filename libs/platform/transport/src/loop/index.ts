export * from './alarm.ts';
export * from './back-off.ts';
