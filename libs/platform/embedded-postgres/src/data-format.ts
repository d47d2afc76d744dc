import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { DataDirError } from './data-dir-error.ts';

/** Version of the layout of `DATA_DIR` that this code reads and writes. */
export const DATA_FORMAT = 1;

/**
 * Checks the file `FORMAT` in `dataDir`, and writes it where there is none yet. Call it while holding the lock.
 *
 * @throws DataDirError when the folder was written by a newer Throughline, or the file is not a version.
 */
export const checkDataFormat = async (dataDir: string): Promise<void> => {
  const folder = resolve(dataDir);
  const file = join(folder, 'FORMAT');
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) {
    await mkdir(folder, { recursive: true });
    const handle = await open(`${file}.draft`, 'w', 0o644);
    try {
      await handle.writeFile(`${DATA_FORMAT}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    return rename(`${file}.draft`, file);
  }
  if (!/^[1-9]\d*\s*$/.test(text)) {
    throw new DataDirError(`${file} holds ${JSON.stringify(text.slice(0, 40))} where a format version is expected. Restore it from a backup of DATA_DIR.`);
  }
  const found = Number(text);
  if (found > DATA_FORMAT) {
    throw new DataDirError(
      `DATA_DIR ${folder} has data format ${found}; this Throughline knows formats up to ${DATA_FORMAT}. ` +
      'Start the newer Throughline that wrote it, or use another DATA_DIR.',
    );
  }
};
