import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { readPostmasterPid } from './postmaster-pid.ts';
import { serverEnvironment, type ServerUser } from './run-as.ts';

/** A server process that has been ready to accept connections. */
export interface Postmaster {
  readonly pid: number;
  /** Settles when the process has ended, for whatever reason. */
  readonly exited: Promise<PostmasterEnd>;
  /** Fast shutdown: open transactions are rolled back, a checkpoint is written. */
  stop(): Promise<void>;
  /** Sends the fast shutdown without waiting, for the last moments of this process. */
  signalStop(): void;
}

/** How a server process ended. */
export interface PostmasterEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** What to run. */
export interface PostmasterSpec {
  readonly program: string;
  readonly user: ServerUser | undefined;
  readonly clusterDir: string;
  readonly port: number;
  readonly settings: Readonly<Record<string, string>>;
  /** A pid that `postmaster.pid` names by mistake. */
  readonly strangerPid: number | undefined;
  readonly log: (line: string) => void;
}

const READY_WITHIN = 120_000;

const argumentsOf = ({ clusterDir, port, settings }: PostmasterSpec): string[] =>
  ['-D', clusterDir, '-p', String(port), ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];

/**
 * Starts a server and waits until it accepts connections.
 *
 * @throws Error with the server's own last words when it ends before, or is not ready within 120 s.
 */
export const launchPostmaster = async (spec: PostmasterSpec, signal: AbortSignal): Promise<Postmaster> => {
  const lastWords: string[] = [];
  const child = spawn(spec.program, argumentsOf(spec), {
    ...spec.user,
    cwd: '/',
    // The server ignores this one pid when it looks whether another server runs here, and still checks the shared memory.
    env: { ...serverEnvironment(), ...(spec.strangerPid && { PG_GRANDPARENT_PID: String(spec.strangerPid) }) },
    stdio: ['ignore', 'ignore', 'pipe'],
    // A Ctrl-C in the terminal must reach the plane alone, which stops the server last.
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  createInterface({ input: child.stderr }).on('line', (line) => {
    lastWords.push(line);
    if (lastWords.length > 30) lastWords.shift();
    spec.log(line);
  });
  let ended = false;
  const exited = new Promise<PostmasterEnd>((done) => {
    child.once('error', (error) => { lastWords.push(error.message); ended = true; done({ code: null, signal: null }); });
    child.once('close', (code, by) => { ended = true; done({ code, signal: by }); });
  });
  const endsWithin = (milliseconds: number): Promise<boolean> =>
    Promise.race([exited.then(() => true), sleep(milliseconds, false, { ref: false })]);
  const stop = async (): Promise<void> => {
    for (const [how, patience] of [['SIGINT', 30_000], ['SIGQUIT', 10_000], ['SIGKILL', 10_000]] as const) {
      child.kill(how);
      if (await endsWithin(patience)) return;
      spec.log(`the database server ${child.pid} did not stop within ${patience / 1000} s of ${how}`);
    }
    throw new Error(`The database server ${child.pid} in ${spec.clusterDir} does not end, not even by SIGKILL.`);
  };
  const fail = (what: string): Error => new Error(`${what} It said:\n${lastWords.join('\n')}`);
  const deadline = Date.now() + READY_WITHIN;
  for (;;) {
    if (ended) throw fail(`The database server in ${spec.clusterDir} ended before it was ready.`);
    const running = await readPostmasterPid(spec.clusterDir);
    if (running?.pid === child.pid && running?.ready) break;
    if (signal.aborted || Date.now() > deadline) {
      await stop();
      throw fail(`The database server in ${spec.clusterDir} was stopped before it was ready.`);
    }
    await Promise.race([exited, sleep(15)]);
  }
  return { pid: child.pid as number, exited, stop, signalStop: () => void child.kill('SIGINT') };
};
