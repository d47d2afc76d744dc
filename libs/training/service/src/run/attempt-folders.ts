import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'throughline-training-';

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/** Removes what planes that died left behind: the name of a folder says whose it is. */
export const sweepAttemptFolders = async (parent = tmpdir()): Promise<number> => {
  let swept = 0;
  for (const name of await readdir(parent)) {
    const pid = Number(new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1] ?? 0);
    if (!pid || isRunning(pid)) continue;
    await rm(join(parent, name), { recursive: true, force: true });
    swept += 1;
  }
  return swept;
};

/** Folders of one attempt, made anew and removed with it: nothing of an earlier attempt can get into its result. */
export interface AttemptFolders {
  readonly base: string;
  /** The copy of the program. */
  readonly code: string;
  /** What the program reads. */
  readonly input: string;
  /** What the program writes. */
  readonly output: string;
  /** What the data engine writes. */
  readonly data: string;
}

export const withAttemptFolders = async <T>(work: (folders: AttemptFolders) => Promise<T>): Promise<T> => {
  const base = await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`));
  try {
    const folders = { base, code: join(base, 'code'), input: join(base, 'input'), output: join(base, 'output'), data: join(base, 'data') };
    await mkdir(folders.input);
    await mkdir(folders.output);
    return await work(folders);
  } finally {
    await rm(base, { recursive: true, force: true });
  }
};
