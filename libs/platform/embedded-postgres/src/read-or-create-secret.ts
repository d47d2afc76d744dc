import { randomBytes } from 'node:crypto';
import { chmod, link, mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { DataDirError } from './data-dir-error.ts';

/** The file that keeps the secret `name` of the plane in `dataDir`. */
export const secretFile = (dataDir: string, name: string): string => join(resolve(dataDir), 'secrets', name);

const readSecret = async (file: string): Promise<string | undefined> => {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    if (error.code === 'EACCES') throw new DataDirError(`Secret ${file} belongs to another user. Start as that user or as root, or use another DATA_DIR.`);
    throw error;
  });
  if (!found) return undefined;
  if (process.platform !== 'win32' && found.mode & 0o077) {
    throw new DataDirError(`Secret ${file} can be read by other users. Change it if it may have leaked, then: chmod 600 ${file}`);
  }
  const secret = (await readFile(file, 'utf8')).trim();
  if (!secret) throw new DataDirError(`Secret ${file} is empty. Restore it from a backup of DATA_DIR.`);
  return secret;
};

/**
 * The secret `name` kept in `dataDir`: 32 random bytes, base64url, in a file of mode 0600. The first caller creates it;
 * of two at once one wins and both get the same value, and nobody ever sees half of it.
 *
 * @throws DataDirError when the file is empty or open to other users.
 * @throws RangeError when `name` is no kebab-case word.
 */
export const readOrCreateSecret = async (dataDir: string, name: string): Promise<string> => {
  if (!/^[a-z][a-z0-9-]*$/.test(name)) throw new RangeError(`secret name ${JSON.stringify(name)} must match [a-z][a-z0-9-]*`);
  const file = secretFile(dataDir, name);
  const existing = await readSecret(file);
  if (existing) return existing;
  const folder = join(resolve(dataDir), 'secrets');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomBytes(6).toString('hex')}.draft`;
  try {
    const handle = await open(draft, 'wx', 0o600);
    try {
      await handle.writeFile(`${randomBytes(32).toString('base64url')}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await chmod(draft, 0o600);
    // A link, unlike a rename, fails when the name is taken: the loser of a race reads the winner's secret.
    await link(draft, file).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(draft, { force: true });
  }
  const created = await readSecret(file);
  if (!created) throw new DataDirError(`Secret ${file} vanished while it was created. Is something cleaning DATA_DIR?`);
  return created;
};
