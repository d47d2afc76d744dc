import { readFile, rm, writeFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';

/** An exclusive lock that lives as long as this process at most. */
export interface FileLock {
  release(): Promise<void>;
}

const isBusy = (error: unknown): boolean => (error as { errcode?: number }).errcode === 5;

const ownerOf = async (file: string): Promise<string> => {
  const pid = await readFile(`${file}.pid`, 'utf8').catch(() => '');
  return pid ? `process ${pid.trim()}` : 'another process';
};

/**
 * Takes the lock `file` or throws what `taken(owner)` returns.
 *
 * Node has no `flock`; SQLite's exclusive transaction takes the same kernel lock on every platform, also between
 * containers that share the volume, and the kernel drops it when the process dies, however it dies. So nothing here
 * has to guess whether a pid is stale.
 */
export const lockFile = async (file: string, taken: (owner: string) => Error): Promise<FileLock> => {
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec('begin exclusive');
  } catch (error) {
    database.close();
    throw isBusy(error) ? taken(await ownerOf(file)) : error;
  }
  await writeFile(`${file}.pid`, `${process.pid}\n`);
  let held = true;
  return {
    release: async () => {
      if (!held) return;
      held = false;
      await rm(`${file}.pid`, { force: true });
      database.close();
    },
  };
};
