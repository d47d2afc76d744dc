import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** The process that started `pid`, or that adopted it when that one ended; NaN when nothing runs as `pid`. */
export const parentOf = async (pid: number): Promise<number> => {
  if (existsSync('/proc/self/status')) {
    return Number(/^PPid:\s*(\d+)/m.exec(await readFile(`/proc/${pid}/status`, 'utf8').catch(() => ''))?.[1]);
  }
  const { stdout } = await promisify(execFile)('ps', ['-o', 'ppid=', '-p', String(pid)]).catch(() => ({ stdout: 'none' }));
  return Number(stdout);
};
