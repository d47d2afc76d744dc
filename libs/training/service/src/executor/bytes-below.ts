import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

const gone = (error: NodeJS.ErrnoException): null => {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
  throw error;
};

/** Bytes of all files below a folder, while others may be writing there; links are not followed. */
export const bytesBelow = async (folder: string): Promise<number> => {
  let bytes = 0;
  for (const entry of (await readdir(folder, { withFileTypes: true }).catch(gone)) ?? []) {
    const path = join(folder, entry.name);
    bytes += entry.isDirectory() ? await bytesBelow(path) : (await lstat(path).catch(gone))?.size ?? 0;
  }
  return bytes;
};
