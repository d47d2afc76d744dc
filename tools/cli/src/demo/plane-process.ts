import { spawn, type ChildProcess } from 'node:child_process';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { peakMemoryOf } from '@throughline/local-cluster';
import { CliError } from '../plane-access.ts';
import { gatewayPort } from './gateway-port.ts';
import type { PlaneOptions, RunningPlane } from './running-plane.ts';

const READY_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 12_000;

const ended = (child: ChildProcess): Promise<number | null> => new Promise((resolve) => {
  if (child.exitCode !== null || child.signalCode !== null) resolve(child.exitCode);
  else child.once('exit', (code) => resolve(code));
});

/** Starts the all-in-one plane as its own process, as `npm start` would, and waits until it is ready. */
export const startPlaneProcess = async ({ root, dataDir, port: wanted, datasetRoots, trainingRoots, signal }: PlaneOptions): Promise<RunningPlane> => {
  const port = await gatewayPort(wanted);
  const logFile = join(dataDir, 'plane.log');
  const log = await open(logFile, 'a');
  const child = spawn(process.execPath, ['--enable-source-maps', join(root, 'apps/all-in-one/dist/main.js')], {
    cwd: root, stdio: ['ignore', log.fd, log.fd], detached: true,
    env: { ...process.env, KAFKA_BROKERS: '', DATA_DIR: dataDir, PORT: String(port), HOST: '127.0.0.1', DATASET_ROOTS: datasetRoots.join(','), TRAINING_ROOTS: trainingRoots.join(',') },
  });
  const url = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + READY_WITHIN_MS;
  const gone = ended(child);
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    const force = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
    await gone;
    clearTimeout(force);
    await log.close();
  };
  for (;;) {
    const ready = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2_000) }).then((r) => r.ok, () => false);
    if (ready) break;
    const code = await Promise.race([gone, new Promise<'still'>((resolve) => setTimeout(() => resolve('still'), 100))]);
    if (code !== 'still') throw new CliError(`The plane ended with exit code ${code} before it was ready; its log is ${logFile}.`, typeof code === 'number' && code > 0 ? code : 1);
    if (signal.aborted || Date.now() > deadline) {
      await stop();
      throw new CliError(`The plane was not ready within ${READY_WITHIN_MS / 1000} s; its log is ${logFile}.`);
    }
  }
  return { url, dataDir, peakMemory: () => ({ 'all-in-one': peakMemoryOf(child.pid) }), stop };
};
