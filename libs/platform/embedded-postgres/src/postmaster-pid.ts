import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { commandLine } from './command-line.ts';

/** What a running server writes into `postmaster.pid`. */
export interface PostmasterPid {
  readonly pid: number;
  /** TCP port; undefined while it is not written yet. */
  readonly port: number | undefined;
  readonly ready: boolean;
}

/** Reads `postmaster.pid`; undefined when there is none or it names no process. */
export const readPostmasterPid = async (clusterDir: string): Promise<PostmasterPid | undefined> => {
  const text = await readFile(join(clusterDir, 'postmaster.pid'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  const lines = text?.split('\n') ?? [];
  const pid = Number(lines[0]);
  return Number.isSafeInteger(pid) && pid > 0 ? { pid, port: Number(lines[3]) || undefined, ready: lines[7]?.trim() === 'ready' } : undefined;
};

/**
 * Whether the process `pid` is the server of this very cluster. A pid alone proves nothing: after a reboot or in a
 * container the number soon belongs to something else. A server keeps its `-D <folder>` for life, also while it
 * recovers, shuts down or is stopped and would answer on no port.
 */
export const isPostmasterOf = async (pid: number, clusterDir: string): Promise<boolean> => {
  const [program = '', ...args] = await commandLine(pid);
  return basename(program, '.exe') === 'postgres' && args.join(' ').startsWith(`-D ${clusterDir} `);
};
