import { access, constants, mkdir, realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { DataDirError } from './data-dir-error.ts';

/**
 * Creates `DATA_DIR` where it is absent and returns its real path.
 *
 * @throws DataDirError when it cannot be created, is no folder, or this user may not write to it.
 */
export const openFolder = async (dataDir: string): Promise<string> => {
  try {
    await mkdir(dataDir, { recursive: true });
    await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
    return await realpath(dataDir);
  } catch (cause) {
    throw new DataDirError(`DATA_DIR ${resolve(dataDir)} cannot be used: ${(cause as Error).message}. Choose a folder that this user may write to.`, { cause });
  }
};
