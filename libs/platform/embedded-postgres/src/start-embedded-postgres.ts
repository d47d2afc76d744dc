import { placeCluster } from './cluster-place.ts';
import { checkDataFormat } from './data-format.ts';
import { ensureCluster } from './ensure-cluster.ts';
import { freePort } from './free-port.ts';
import { lockCluster } from './lock-cluster.ts';
import type { FileLock } from './lock-file.ts';
import { openFolder } from './open-folder.ts';
import { launchPostmaster, type Postmaster } from './postmaster.ts';
import { serverBinaries, SHARED_HOME } from './server-binaries.ts';
import { SERVER_SETTINGS } from './server-settings.ts';
import { stopOrphan } from './stop-orphan.ts';
import { supervise, type Supervisor } from './supervise.ts';

/** How to start the embedded server. */
export interface EmbeddedPostgresOptions {
  /** `DATA_DIR` of the plane; created when absent. */
  readonly dataDir: string;
  /** Receives each line of the server's log and the supervisor's own words. */
  readonly log?: (line: string) => void;
  /** Server settings by name; they win over ours. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Where programs and cluster go when root's stand-in cannot reach them in place; `/var/lib/throughline`. */
  readonly sharedHome?: string;
}

/** A running, supervised PostgreSQL server. */
export interface EmbeddedPostgres extends Supervisor {
  /** `postgres://` URL of the superuser, database `postgres`, on 127.0.0.1. Holds the password: never log it. */
  readonly url: string;
  readonly port: number;
  /** `DATA_DIR`, absolute and without symbolic links. */
  readonly dataDir: string;
  /** The cluster's own folder: `<dataDir>/postgres`, or one under the shared home. */
  readonly clusterDir: string;
  /** Pid of the server process that runs now. */
  pid(): number;
  /** Fast shutdown. Idempotent. */
  stop(): Promise<void>;
  /** Calls back after each end that nobody asked for; the supervisor starts the server again by itself. */
  onExit: Supervisor['onExit'];
}

type Launch = (port: number) => Promise<Postmaster>;

const launchOnFreePort = async (launch: Launch, triesLeft = 5): Promise<{ port: number; first: Postmaster }> => {
  const port = await freePort();
  try {
    return { port, first: await launch(port) };
  } catch (error) {
    if (triesLeft > 0 && /Address already in use/i.test((error as Error).message)) return launchOnFreePort(launch, triesLeft - 1);
    throw error;
  }
};

const startLocked = async (dataDir: string, locks: FileLock[], options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> => {
  const { log = () => undefined, settings = {}, sharedHome = SHARED_HOME } = options;
  await checkDataFormat(dataDir);
  const place = await placeCluster(dataDir, sharedHome);
  // A copied DATA_DIR still points to the database of its original.
  if (place.home !== dataDir) locks.push(await lockCluster(place.home));
  const { user, clusterDir } = place;
  const binaries = await serverBinaries(user, sharedHome);
  const password = await ensureCluster(dataDir, place, binaries);
  const stopping = new AbortController();
  const launch: Launch = async (port) => launchPostmaster({
    program: binaries.postgres, user, clusterDir, port, log,
    settings: { ...SERVER_SETTINGS, ...settings },
    strangerPid: await stopOrphan(clusterDir, log),
  }, stopping.signal);
  const { port, first } = await launchOnFreePort(launch);
  const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
  return { url, port, dataDir, clusterDir, ...supervise(first, () => launch(port), stopping, log) };
};

/**
 * Starts the PostgreSQL server that npm brought, on a free port of 127.0.0.1, on the cluster of `dataDir`, which is
 * created on the first start. A server that ends by itself is started again, after 0.1 s to 30 s. When this process
 * exits the server stops; when it is killed, the next start stops what it left behind.
 *
 * @throws DataDirError when the folder is in use, unusable, of a newer format or of another PostgreSQL version.
 */
export const startEmbeddedPostgres = async (options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> => {
  const dataDir = await openFolder(options.dataDir);
  const locks = [await lockCluster(dataDir)];
  const release = async (): Promise<void> => {
    for (const lock of locks) await lock.release();
  };
  try {
    const server = await startLocked(dataDir, locks, options);
    return { ...server, stop: () => server.stop().then(release) };
  } catch (error) {
    await release();
    throw error;
  }
};
