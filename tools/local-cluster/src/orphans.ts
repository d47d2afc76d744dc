import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { commandLine, DataDirError } from '@throughline/embedded-postgres';

/** Argument that tells a process of one cluster from everything else on the machine, for as long as it lives. */
export const markOf = (folder: string, name: string): string => `--diagnostic-dir=${join(folder, name)}`;
export const pidFileOf = (folder: string, name: string): string => join(folder, `${name}.pid`);

// A pid alone proves nothing: the number soon belongs to something else.
const isOurs = async (pid: number, mark: string): Promise<boolean> => (await commandLine(pid)).join(' ').includes(`${mark} `);

const PATIENCE_MS = 5_000;

const endOrphan = async (pid: number, mark: string): Promise<void> => {
  // Whoever lost its launcher may have lost database and broker too: nothing is gained by asking it nicely.
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EPERM') throw new DataDirError(`Process ${pid} (${mark}) belongs to another user. End it, then start again.`);
  }
  for (const deadline = Date.now() + PATIENCE_MS; await isOurs(pid, mark);) {
    if (Date.now() > deadline) throw new DataDirError(`Process ${pid} (${mark}) does not end. End it, then start again.`);
    await sleep(10);
  }
};

/** Ends the processes that a killed launcher has left behind on this folder, and nothing else. Call it while holding the folder's lock. */
export const endOrphans = async (folder: string, log: (line: string) => void): Promise<void> => {
  for (const file of (await readdir(folder)).filter((entry) => entry.endsWith('.pid'))) {
    const name = file.slice(0, -'.pid'.length);
    const pid = Number(await readFile(join(folder, file), 'utf8'));
    const mark = markOf(folder, name);
    if (Number.isSafeInteger(pid) && pid > 1 && await isOurs(pid, mark)) {
      log(`ending ${name}, process ${pid}, that an earlier launcher left behind`);
      await endOrphan(pid, mark);
    }
    await rm(join(folder, file), { force: true });
  }
};
