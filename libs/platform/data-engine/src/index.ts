export type { DataInput, DatasetRows, DerivedColumn, PlainFile, RowColumn, RowRange } from './dataset-rows.ts';
export type { DataFile, DataJob, DataJobLimits, DataJobProgress, DataJobResult, DataRow, DataStatement, DataValue } from './data-job.ts';
export { DataJobFailed, type DataJobFailure } from './data-job-failed.ts';
export { fileDigest } from './file-digest.ts';
export { locateFile } from './locate-file.ts';
export { openRows, type OpenRows } from './open-rows.ts';
export { RowsRefused, type RowsRefusal } from './rows-refused.ts';
export { runDataJob } from './run-data-job.ts';
export { quoteIdentifier, quoteText } from './sql-text.ts';
