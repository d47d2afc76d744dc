import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DataDirError } from './data-dir-error.ts';
import { canReach, chooseServerUser, type ServerUser } from './run-as.ts';
import { SHARED_HOME } from './server-binaries.ts';

/** Where the cluster of a plane lies, and who runs it. */
export interface ClusterPlace {
  /** The folder that holds the cluster and its lock: `DATA_DIR`, or a folder of its own under `/var/lib/throughline`. */
  readonly home: string;
  /** `<home>/postgres` */
  readonly clusterDir: string;
  readonly user: ServerUser | undefined;
}

const pointerFile = (dataDir: string): string => join(dataDir, 'postgres.location');

const placeIn = (home: string, user: ServerUser | undefined): ClusterPlace => ({ home, clusterDir: join(home, 'postgres'), user });

/** Where an earlier start has put the cluster of `dataDir`, though it may have gone since; undefined when there was none. */
export const recordedHome = async (dataDir: string): Promise<string | undefined> => {
  const pointer = await readFile(pointerFile(dataDir), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (pointer !== undefined) return pointer.trim();
  return existsSync(join(dataDir, 'postgres')) ? dataDir : undefined;
};

const knownHome = async (dataDir: string): Promise<string | undefined> => {
  const home = await recordedHome(dataDir);
  if (home && !existsSync(home)) {
    throw new DataDirError(`${pointerFile(dataDir)} says that the database lies in ${home}, which is not there. Restore that folder, or use another DATA_DIR.`);
  }
  return home;
};

/** Root keeps running an existing cluster as whom it belongs to, so that the plane may change between root and a plain user. */
const ownerOf = async (clusterDir: string, otherwise: ServerUser | undefined): Promise<ServerUser | undefined> => {
  if (!otherwise || !existsSync(clusterDir)) return otherwise;
  const { uid, gid } = await stat(clusterDir);
  return uid === 0 ? otherwise : { uid, gid };
};

/** Decides where the cluster of `dataDir` lies, and remembers it in `dataDir` when that is elsewhere. */
export const placeCluster = async (dataDir: string, sharedHome = SHARED_HOME): Promise<ClusterPlace> => {
  const chosen = await chooseServerUser();
  const known = await knownHome(dataDir);
  const home = known ?? dataDir;
  const user = await ownerOf(join(home, 'postgres'), chosen);
  if (!user || await canReach(user, ['-x', home])) return placeIn(home, user);
  if (known) {
    throw new DataDirError(`User id ${user.uid}, who owns the database in ${known}, cannot reach that folder. Let every user pass the folders above it, or move DATA_DIR.`);
  }
  const elsewhere = join(sharedHome, `plane-${randomBytes(8).toString('hex')}`);
  await mkdir(elsewhere, { recursive: true, mode: 0o755 });
  if (!await canReach(user, ['-x', elsewhere])) {
    throw new DataDirError(`User id ${user.uid}, whom PostgreSQL must run as, can reach neither ${dataDir} nor ${dirname(elsewhere)}. Choose a DATA_DIR that every user may pass, or start as another user than root.`);
  }
  await writeFile(`${pointerFile(dataDir)}.draft`, `${elsewhere}\n`);
  await rename(`${pointerFile(dataDir)}.draft`, pointerFile(dataDir));
  return placeIn(elsewhere, user);
};
