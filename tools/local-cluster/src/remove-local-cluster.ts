import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { lockDataDir, removeEmbeddedPostgres } from '@throughline/embedded-postgres';
import { endOrphans } from './orphans.ts';

/** Removes the folder of a cluster that does not run, and ends what a killed launcher left behind there. @throws DataDirError when one runs */
export const removeLocalCluster = async (dataDir: string): Promise<void> => {
  if (!existsSync(dataDir)) return;
  const lock = await lockDataDir(dataDir);
  try {
    const folder = join(await realpath(dataDir), 'cluster');
    if (existsSync(folder)) await endOrphans(folder, () => undefined);
  } finally {
    await lock.release();
  }
  await removeEmbeddedPostgres(dataDir);
};
