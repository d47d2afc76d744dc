export { DataDirError } from './data-dir-error.ts';
export { checkDataFormat, DATA_FORMAT } from './data-format.ts';
export { lockDataDir } from './lock-data-dir.ts';
export type { FileLock } from './lock-file.ts';
export { readOrCreateSecret } from './read-or-create-secret.ts';
export { removeEmbeddedPostgres } from './remove-embedded-postgres.ts';
export { startEmbeddedPostgres } from './start-embedded-postgres.ts';
export type { EmbeddedPostgres, EmbeddedPostgresOptions } from './start-embedded-postgres.ts';
export type { UnexpectedExit } from './supervise.ts';
