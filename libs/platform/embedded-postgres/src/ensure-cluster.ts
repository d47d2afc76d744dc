import { existsSync } from 'node:fs';
import { chown, mkdtemp, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClusterPlace } from './cluster-place.ts';
import { DataDirError } from './data-dir-error.ts';
import { readOrCreateSecret, secretFile } from './read-or-create-secret.ts';
import { runAs } from './run-as.ts';
import type { ServerBinaries } from './server-binaries.ts';

/** Name of the secret in `DATA_DIR` that is the superuser's password. */
export const SUPERUSER_SECRET = 'postgres-superuser';

const DRAFT = 'postgres.init-';

const refuseForeignCluster = async ({ clusterDir }: ClusterPlace, dataDir: string, major: number): Promise<void> => {
  const found = (await readFile(join(clusterDir, 'PG_VERSION'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') throw new DataDirError(`${clusterDir} holds files but no database cluster (PG_VERSION is missing). Restore it from a backup, or move it away.`);
    if (error.code === 'EACCES') throw new DataDirError(`${clusterDir} belongs to another user. Start as that user or as root, or use another DATA_DIR.`);
    throw error;
  })).trim();
  if (Number(found) !== major) {
    throw new DataDirError(
      `${clusterDir} was written by PostgreSQL ${found}; this Throughline brings PostgreSQL ${major}. ` +
      `Start the Throughline that brings PostgreSQL ${found}, or dump the data with its tools and restore it into a new DATA_DIR.`,
    );
  }
  const secret = secretFile(dataDir, SUPERUSER_SECRET);
  if (!existsSync(secret)) throw new DataDirError(`The password file ${secret} of the database in ${clusterDir} is missing. Restore it from a backup of DATA_DIR.`);
};

const syncFolder = async (folder: string): Promise<void> => {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
};

const createCluster = async ({ home, clusterDir, user }: ClusterPlace, binaries: ServerBinaries, password: string): Promise<void> => {
  const draft = await mkdtemp(join(home, DRAFT));
  const passwordFile = `${draft}.password`;
  try {
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600, flag: 'wx' });
    if (user) await Promise.all([draft, passwordFile].map((path) => chown(path, user.uid, user.gid)));
    const made = await runAs(user, binaries.initdb, [
      `--pgdata=${draft}`, '--username=postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256',
      '--locale=C', '--encoding=UTF8', '--no-instructions',
    ]);
    if (made.code !== 0) {
      throw new DataDirError(`Creating the database in ${home} failed (initdb exit ${made.code}); nothing was left behind. It said:\n${(made.stderr || made.stdout).trim()}`);
    }
    await rename(draft, clusterDir);
    await syncFolder(home);
  } finally {
    await Promise.all([rm(draft, { recursive: true, force: true }), rm(passwordFile, { force: true })]);
  }
};

/**
 * Makes sure that there is a cluster of our major version in its place, made whole or not at all, and returns the
 * superuser's password. Call it while holding the lock of the place.
 */
export const ensureCluster = async (dataDir: string, place: ClusterPlace, binaries: ServerBinaries): Promise<string> => {
  const abandoned = (await readdir(place.home)).filter((name) => name.startsWith(DRAFT));
  await Promise.all(abandoned.map((name) => rm(join(place.home, name), { recursive: true, force: true })));
  if (existsSync(place.clusterDir)) {
    await refuseForeignCluster(place, dataDir, binaries.major);
    return readOrCreateSecret(dataDir, SUPERUSER_SECRET);
  }
  const password = await readOrCreateSecret(dataDir, SUPERUSER_SECRET);
  await createCluster(place, binaries, password);
  return password;
};
