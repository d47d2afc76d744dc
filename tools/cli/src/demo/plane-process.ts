import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '@throughline/embedded-postgres';
import { CliError } from '../plane-access.ts';

export interface RunningPlane {
  readonly url: string;
  readonly dataDir: string;
  /** Peak resident memory of the plane's Node process so far, in bytes; null where the system does not say (other than Linux). */
  peakMemory(): number | null;
  stop(): Promise<void>;
}

interface PlaneOptions {
  readonly root: string;
  readonly dataDir: string;
  readonly port: number;
  readonly datasetRoots: readonly string[];
  readonly trainingRoots: readonly string[];
}

const READY_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 12_000;

const isFree = (port: number): Promise<boolean> => new Promise((resolve) => {
  const server = createServer().once('error', () => resolve(false)).listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
});

const ended = (child: ChildProcess): Promise<number | null> => new Promise((resolve) => {
  if (child.exitCode !== null || child.signalCode !== null) resolve(child.exitCode);
  else child.once('exit', (code) => resolve(code));
});

/** Starts the all-in-one plane as its own process, as `npm start` would, and waits until it is ready. */
export const startPlaneProcess = async ({ root, dataDir, port: wanted, datasetRoots, trainingRoots }: PlaneOptions): Promise<RunningPlane> => {
  const port = wanted > 0 && (await isFree(wanted)) ? wanted : await freePort();
  const logFile = join(dataDir, 'plane.log');
  const log = await open(logFile, 'a');
  const child = spawn(process.execPath, ['--enable-source-maps', join(root, 'apps/all-in-one/dist/main.js')], {
    cwd: root, stdio: ['ignore', log.fd, log.fd], detached: true,
    env: { ...process.env, DATA_DIR: dataDir, PORT: String(port), HOST: '127.0.0.1', DATASET_ROOTS: datasetRoots.join(','), TRAINING_ROOTS: trainingRoots.join(',') },
  });
  const url = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + READY_WITHIN_MS;
  const gone = ended(child);
  for (;;) {
    const ready = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2_000) }).then((r) => r.ok, () => false);
    if (ready) break;
    const code = await Promise.race([gone, new Promise<'still'>((resolve) => setTimeout(() => resolve('still'), 100))]);
    if (code !== 'still') throw new CliError(`The plane ended with exit code ${code} before it was ready; its log is ${logFile}.`, typeof code === 'number' && code > 0 ? code : 1);
    if (Date.now() > deadline) {
      child.kill('SIGTERM');
      throw new CliError(`The plane was not ready within ${READY_WITHIN_MS / 1000} s; its log is ${logFile}.`);
    }
  }
  return {
    url, dataDir,
    peakMemory: () => {
      const status = existsSync(`/proc/${child.pid}/status`) ? readFileSync(`/proc/${child.pid}/status`, 'utf8') : '';
      const found = /^VmHWM:\s+(\d+) kB$/m.exec(status);
      return found ? Number(found[1]) * 1024 : null;
    },
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      const force = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
      await gone;
      clearTimeout(force);
      await log.close();
    },
  };
};
