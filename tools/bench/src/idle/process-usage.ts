import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks a second in /proc; Linux has fixed it at 100 for user space. */
const TICKS = 100;

const fieldsOf = (pid: number): readonly string[] | null => {
  try {
    // The name may hold spaces and brackets: the fields begin after the last one.
    return readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ');
  } catch {
    return null; // it has ended
  }
};

/** A process and all that it started, as far as they live. */
export const familyOf = (root: number): readonly number[] => {
  const parents = new Map(readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map((name) => [Number(name), Number(fieldsOf(Number(name))?.[1])]));
  const family = [root];
  for (const member of family) for (const [pid, parent] of parents) if (parent === member) family.push(pid);
  return family;
};

/** Seconds of CPU that processes used so far, those of children that they waited for included. */
export const cpuSeconds = (pids: readonly number[]): number =>
  pids.reduce((sum, pid) => sum + (fieldsOf(pid)?.slice(11, 15).reduce((ticks, text) => ticks + Number(text), 0) ?? 0), 0) / TICKS;

/** Memory in MB; what processes share is divided among them. */
export const memoryMb = (pids: readonly number[]): number => pids.reduce((sum, pid) => {
  try {
    return sum + Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return sum;
  }
}, 0);
