export * from './describe-rows.ts';
export * from './figure-data.ts';
export * from './kpi-pin.ts';
export * from './rows-source.ts';
