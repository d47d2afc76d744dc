import { mkdir, realpath } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkDataFormat } from './data-format.ts';
import { ensureCluster } from './ensure-cluster.ts';
import { freePort } from './free-port.ts';
import { launchPostmaster, type Postmaster, type PostmasterEnd } from './postmaster.ts';
import { lockCluster } from './lock-cluster.ts';
import { placeCluster } from './cluster-place.ts';
import { serverBinaries } from './server-binaries.ts';
import { SERVER_SETTINGS } from './server-settings.ts';
import { stopOrphan } from './stop-orphan.ts';

/** How to start the embedded server. */
export interface EmbeddedPostgresOptions {
  /** `DATA_DIR` of the plane; created when absent. */
  readonly dataDir: string;
  /** Receives each line of the server's log and the supervisor's own words. */
  readonly log?: (line: string) => void;
  /** Server settings by name; they win over ours. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** An end of the server that nobody asked for. */
export interface UnexpectedExit extends PostmasterEnd {
  /** Milliseconds until the supervisor starts it again, on the same port. */
  readonly restartInMs: number;
}

/** A running, supervised PostgreSQL server. */
export interface EmbeddedPostgres {
  /** `postgres://` URL of the superuser, database `postgres`, on 127.0.0.1. Holds the password: never log it. */
  readonly url: string;
  readonly port: number;
  readonly dataDir: string;
  /** The cluster's own folder: `<dataDir>/postgres`, or under `/var/lib/throughline` where root could not use that. */
  readonly clusterDir: string;
  /** Pid of the server process that runs now. */
  pid(): number;
  /** Fast shutdown. Idempotent. */
  stop(): Promise<void>;
  /** Calls back after each end that nobody asked for; the supervisor restarts the server by itself. */
  onExit(callback: (exit: UnexpectedExit) => void): void;
}

const MAX_BACK_OFF = 30_000;
const STEADY_AFTER = 60_000;

/**
 * Starts the PostgreSQL server that npm brought, on a free port of 127.0.0.1, on the cluster of `dataDir`, which is
 * created on the first start. A server that ends by itself is started again, after 0.1 s to 30 s. Ends with this process.
 *
 * @throws DataDirError when the folder is in use, unusable, of a newer format or of another PostgreSQL version.
 */
export const startEmbeddedPostgres = async ({ dataDir, log = () => undefined, settings = {} }: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> => {
  await mkdir(dataDir, { recursive: true });
  const folder = await realpath(dataDir);
  await checkDataFormat(folder);
  const place = await placeCluster(folder);
  const lock = await lockCluster(place.home);
  const stopping = new AbortController();
  const listeners: ((exit: UnexpectedExit) => void)[] = [];

  const prepare = async () => {
    const binaries = await serverBinaries(place.user);
    const password = await ensureCluster(folder, place, binaries);
    return { binaries, password };
  };
  const launch = async (program: string, port: number): Promise<Postmaster> => launchPostmaster({
    program, port, log,
    user: place.user,
    clusterDir: place.clusterDir,
    settings: { ...SERVER_SETTINGS, ...settings },
    strangerPid: await stopOrphan(place.clusterDir, log),
  }, stopping.signal);
  const launchOnFreePort = async (program: string, triesLeft: number): Promise<{ port: number; postmaster: Postmaster }> => {
    const port = await freePort();
    try {
      return { port, postmaster: await launch(program, port) };
    } catch (error) {
      if (triesLeft > 0 && /Address already in use/i.test((error as Error).message)) return launchOnFreePort(program, triesLeft - 1);
      throw error;
    }
  };

  try {
    const { binaries, password } = await prepare();
    const { port, postmaster } = await launchOnFreePort(binaries.postgres, 5);
    let current = postmaster;
    const stopWithProcess = (): void => current.signalStop();
    process.once('exit', stopWithProcess);

    const restart = async (failures: number): Promise<void> => {
      try {
        current = await launch(binaries.postgres, port);
      } catch (error) {
        if (stopping.signal.aborted) return;
        const wait = backOff(failures);
        log(`starting the database server again failed, next try in ${wait} ms: ${(error as Error).message}`);
        await pause(wait, stopping.signal);
        if (!stopping.signal.aborted) await restart(failures + 1);
      }
    };
    const supervise = async (): Promise<void> => {
      let failures = 0;
      while (!stopping.signal.aborted) {
        const startedAt = performance.now();
        const end = await current.exited;
        if (stopping.signal.aborted) return;
        if (performance.now() - startedAt > STEADY_AFTER) failures = 0;
        const restartInMs = backOff(failures++);
        log(`the database server ended unexpectedly (${end.signal ?? `exit ${end.code}`}), starting it again in ${restartInMs} ms`);
        for (const listener of listeners) listener({ ...end, restartInMs });
        await pause(restartInMs, stopping.signal);
        if (stopping.signal.aborted) return;
        await restart(failures);
        log(`the database server runs again as process ${current.pid}`);
      }
    };
    const supervision = supervise();

    let stopped: Promise<void> | undefined;
    const stop = async (): Promise<void> => {
      stopping.abort();
      await current.stop();
      await supervision;
      process.off('exit', stopWithProcess);
      await lock.release();
    };
    return {
      url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
      port,
      dataDir: folder,
      clusterDir: place.clusterDir,
      pid: () => current.pid,
      stop: () => (stopped ??= stop()),
      onExit: (callback) => void listeners.push(callback),
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
};

const backOff = (failures: number): number => Math.min(MAX_BACK_OFF, 100 * 2 ** Math.min(failures, 20));

const pause = (milliseconds: number, signal: AbortSignal): Promise<unknown> =>
  sleep(milliseconds, undefined, { signal }).catch(() => undefined); // cut short by stop(), which the caller checks
