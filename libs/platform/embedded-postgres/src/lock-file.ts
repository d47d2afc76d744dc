import { access, constants, readFile, rm, writeFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { DataDirError } from './data-dir-error.ts';

/** An exclusive lock that lives as long as this process at most. */
export interface FileLock {
  release(): Promise<void>;
}

const SQLITE_BUSY = 5;

const ownerOf = async (file: string): Promise<string> => {
  const pid = await readFile(`${file}.pid`, 'utf8').catch(() => '');
  return pid ? `process ${pid.trim()}` : 'another process';
};

/**
 * Takes the lock `file` or throws what `taken(owner)` returns.
 *
 * Node has no `flock`; SQLite's exclusive transaction takes the same kernel lock on every platform, also between
 * containers that share the volume, and the kernel drops it when the process dies, however it dies. So nothing here
 * has to guess whether a pid is stale. Never open `file` in the process that holds it: closing it drops the lock.
 */
export const lockFile = async (file: string, taken: (owner: string) => Error): Promise<FileLock> => {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { timeout: 0 });
    database.exec('begin exclusive');
    await access(file, constants.W_OK); // of a file that we may only read, SQLite grants an "exclusive" lock that excludes nobody
    await writeFile(`${file}.pid`, `${process.pid}\n`);
  } catch (cause) {
    database?.close();
    if ((cause as { errcode?: number }).errcode === SQLITE_BUSY) throw taken(await ownerOf(file));
    throw new DataDirError(`${file} cannot be locked: ${(cause as Error).message}. Does it belong to another user?`, { cause });
  }
  let held = true;
  return {
    release: async () => {
      if (!held) return;
      held = false;
      await rm(`${file}.pid`, { force: true });
      database?.close();
    },
  };
};
