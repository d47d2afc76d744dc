import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** A live process. */
export interface ProcessInfo {
  /** Its program and arguments, joined by blanks. */
  readonly commandLine: string;
  /** The process that started it, or that adopted it when that one ended. */
  readonly parent: number;
}

const none = () => '';

/** Reads what runs as `pid`; undefined when nothing does, or only what a parent has not yet noted as ended. */
export const processInfo = async (pid: number): Promise<ProcessInfo | undefined> => {
  if (existsSync('/proc/self/cmdline')) {
    const commandLine = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(none)).replaceAll('\0', ' ').trim();
    const parent = Number(/^PPid:\s*(\d+)/m.exec(await readFile(`/proc/${pid}/status`, 'utf8').catch(none))?.[1]);
    return commandLine ? { commandLine, parent } : undefined;
  }
  const { stdout } = await promisify(execFile)('ps', ['-ww', '-o', 'ppid=,args=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
  const [, parent, commandLine] = /^\s*(\d+)\s+(.*)$/m.exec(stdout) ?? [];
  return commandLine ? { commandLine, parent: Number(parent) } : undefined;
};
