import { existsSync } from 'node:fs';
import { realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { recordedHome } from './cluster-place.ts';
import { lockCluster } from './lock-cluster.ts';
import { stopOrphan } from './stop-orphan.ts';

/**
 * Removes the folder `dataDir` and its database wherever it lies, and stops a server that was left behind there. For
 * throw-away planes.
 *
 * @throws DataDirError when a live process uses it.
 */
export const removeEmbeddedPostgres = async (dataDir: string): Promise<void> => {
  if (!existsSync(dataDir)) return;
  const home = await recordedHome(await realpath(dataDir));
  if (home && existsSync(home)) {
    const lock = await lockCluster(home);
    try {
      await stopOrphan(join(home, 'postgres'), () => undefined);
      await rm(join(home, 'postgres'), { recursive: true, force: true });
    } finally {
      await lock.release();
    }
    await rm(home, { recursive: true, force: true });
  }
  await rm(dataDir, { recursive: true, force: true });
};
