import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeEmbeddedPostgres } from '../src/index.ts';

const made: string[] = [];

/** A new folder that every user may pass, or with `mode` 0o700 nobody but us. */
export const temporaryFolder = async (mode = 0o755): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'throughline-postgres-'));
  await chmod(folder, mode);
  made.push(folder);
  return folder;
};

/** Removes the folders that a test made, and the databases in them or that they point to. */
export const removeTemporaryFolders = async (): Promise<void> => {
  const folders = made.splice(0);
  for (const folder of folders) await removeEmbeddedPostgres(join(folder, 'data'));
  for (const folder of folders) await removeEmbeddedPostgres(folder);
};
