export * from './data-quality.module.ts';
export { rowsOfTable, verifyRows, type Verification } from './verification/index.ts';
