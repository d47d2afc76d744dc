import { setTimeout as sleep } from 'node:timers/promises';
import { DataDirError } from './data-dir-error.ts';
import { isPostmasterOf, readPostmasterPid } from './postmaster-pid.ts';

const goneWithin = async (pid: number, clusterDir: string, milliseconds: number): Promise<boolean> => {
  const deadline = Date.now() + milliseconds;
  while (await isPostmasterOf(pid, clusterDir)) {
    if (Date.now() > deadline) return false;
    await sleep(25);
  }
  return true;
};

/**
 * Stops the server that a killed control plane left running on `clusterDir`. It is stopped, not adopted: it may run
 * with other settings or another version of the programs, and only a child of ours tells us when it exits.
 *
 * @returns the pid that `postmaster.pid` still names though it is no server of this cluster, if any.
 */
export const stopOrphan = async (clusterDir: string, log: (line: string) => void): Promise<number | undefined> => {
  const found = await readPostmasterPid(clusterDir);
  if (!found) return undefined;
  if (!await isPostmasterOf(found.pid, clusterDir)) return found.pid;
  log(`stopping the database server ${found.pid} that an earlier process left behind in ${clusterDir}`);
  for (const [signal, patience] of [['SIGINT', 20_000], ['SIGQUIT', 10_000]] as const) {
    try {
      process.kill(found.pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EPERM') {
        throw new DataDirError(`A database server of another user (process ${found.pid}) runs in ${clusterDir}. Stop it, or start as that user or as root.`);
      }
    }
    if (await goneWithin(found.pid, clusterDir, patience)) return undefined;
  }
  throw new DataDirError(`The database server ${found.pid} in ${clusterDir} does not stop. End it (kill -QUIT ${found.pid}), then start again.`);
};
