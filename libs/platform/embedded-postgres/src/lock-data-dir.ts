import { join } from 'node:path';
import { DataDirError } from './data-dir-error.ts';
import { lockFile, type FileLock } from './lock-file.ts';
import { openFolder } from './open-folder.ts';

/**
 * Makes this process the only one that runs a control plane on `dataDir` (created when absent), until `release()` or
 * the end of the process. Not re-entrant.
 *
 * @throws DataDirError when another live process holds it; names that process, the folder and the way out.
 */
export const lockDataDir = async (dataDir: string): Promise<FileLock> => {
  const folder = await openFolder(dataDir);
  return lockFile(join(folder, 'plane.lock'), (owner) => new DataDirError(
    `DATA_DIR ${folder} is in use by ${owner}. Stop that process, or start this one with another DATA_DIR.`,
  ));
};
