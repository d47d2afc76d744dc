export { describeRows } from './describe-rows.ts';
export { engineType, fitsType } from './engine-types.ts';
export { inspectRows, type Inspection } from './inspect-rows.ts';
export { profileRows, type ProfileRows } from './profile-rows.ts';
export { rowsOfTable } from './rows-of-table.ts';
export { verifyRows, type TypeMismatch, type Verification, type VerifyRows } from './verify-rows.ts';
