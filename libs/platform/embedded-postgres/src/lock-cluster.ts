import { join } from 'node:path';
import { DataDirError } from './data-dir-error.ts';
import { lockFile, type FileLock } from './lock-file.ts';

/** The lock lies beside the cluster, so that a copied `DATA_DIR` that points to the same cluster is found out too. */
export const lockCluster = (home: string): Promise<FileLock> =>
  lockFile(join(home, 'postgres.lock'), (owner) => new DataDirError(
    `The database in ${home} is in use by ${owner}. Stop that process, or start this one with another DATA_DIR.`,
  ));
