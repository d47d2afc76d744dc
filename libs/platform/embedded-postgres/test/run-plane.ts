import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A `plane.ts` that runs. */
export interface Plane {
  readonly pid: number;
  /** What it said in its one line. */
  readonly said: Record<string, string> & { postmaster?: number };
  /** Sends a signal and waits for the end; resolves to the exit code. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** How to run it, other than straight from the sources. */
export interface PlaneWay {
  readonly uid?: number;
  readonly packageDir?: string;
  readonly node?: string;
  readonly sharedHome?: string;
  /** Shell words before the program, as `ulimit -f 8;`. */
  readonly before?: string;
}

export const PACKAGE_DIR = join(import.meta.dirname, '..');

export const runPlane = async (what: 'lock' | 'start', dataDir: string, way: PlaneWay = {}): Promise<Plane> => {
  const { uid, packageDir = PACKAGE_DIR, node = process.execPath, sharedHome = '', before = '' } = way;
  const program = join(packageDir, 'test', 'plane.ts');
  const child = spawn('/bin/sh', ['-c', `${before} exec "$@"`, 'sh', node, program, what, dataDir, sharedHome], {
    cwd: '/', env: { PATH: process.env['PATH'] ?? '' }, stdio: ['pipe', 'pipe', 'pipe'], ...(uid !== undefined && { uid, gid: uid }),
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => { errors += text; });
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const line = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line').then(([text]) => String(text)),
    once(child, 'close').then(() => undefined),
  ]);
  if (line === undefined) throw new Error(`the plane ended without a word: ${errors}`);
  return {
    pid: child.pid as number,
    said: JSON.parse(line) as Plane['said'],
    end: async (signal) => {
      child.kill(signal);
      return (await exited)[0];
    },
  };
};
