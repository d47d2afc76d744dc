export * from './work-item.ts';
export * from './work-rows.ts';
export * from './work-schema.ts';
export * from './worker-pool.ts';
