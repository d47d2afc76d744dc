import { existsSync, readFileSync } from 'node:fs';

/** Peak resident memory of a process since its start, in bytes; null where the system does not say (other than Linux) or it does not run. */
export const peakMemoryOf = (pid: number | undefined): number | null => {
  const file = `/proc/${pid}/status`;
  const found = pid !== undefined && existsSync(file) ? /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(file, 'utf8')) : null;
  return found ? Number(found[1]) * 1024 : null;
};
