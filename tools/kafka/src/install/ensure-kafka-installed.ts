import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { archiveClasses } from './archive-classes.ts';
import { java, maven } from './find-programs.ts';
import { KafkaError } from './kafka-error.ts';

/** What it takes to run a program of Kafka. */
export interface KafkaInstallation {
  /** The Java program. */
  readonly java: string;
  /** The jars, joined for `-cp`. */
  readonly classPath: string;
  /** More options of Java. */
  readonly options: readonly string[];
}

// The same folder from the sources and from the build.
const home = fileURLToPath(new URL('../../.broker/', import.meta.url));
const pom = fileURLToPath(new URL('../pom.xml', import.meta.url));

/** Fetches the jars into `home` unless they are there; several processes may do so at once. */
export const fetchJars = async (home: string, log: (line: string) => void): Promise<string> => {
  const version = createHash('sha256').update(await readFile(pom)).digest('hex').slice(0, 12);
  const jars = join(home, version);
  if (existsSync(jars)) return jars;
  await mkdir(home, { recursive: true });
  // Each process fetches into a folder of its own, and the first to rename wins: nobody sees half a set.
  const fetched = await mkdtemp(join(home, 'fetching-'));
  try {
    log('fetching Kafka with Maven (43 MB)');
    const args = ['-B', '-q', '-ntp', '-f', pom, 'dependency:copy-dependencies', `-DoutputDirectory=${fetched}`];
    await promisify(execFile)(await maven(log), args, { maxBuffer: 64 * 2 ** 20 }).catch((cause: Error & { stdout?: string }) => {
      throw new KafkaError(`Maven could not fetch Kafka: ${cause.stdout?.trim() || cause.message}`, { cause });
    });
    await rename(fetched, jars).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(fetched, { recursive: true, force: true });
  }
  return jars;
};

const install = async (log: (line: string) => void): Promise<KafkaInstallation> => {
  const program = await java(log);
  const jars = await fetchJars(home, log);
  const names = (await readdir(jars)).filter((name) => name.endsWith('.jar')).sort();
  const plain: KafkaInstallation = { java: program, classPath: names.map((name) => join(jars, name)).join(':'), options: [] };
  const archive = join(jars, 'classes.jsa');
  if (!existsSync(archive)) await archiveClasses(home, plain, archive, log);
  return existsSync(archive) ? { ...plain, options: [`-XX:SharedArchiveFile=${archive}`] } : plain;
};

let installed: Promise<KafkaInstallation> | undefined;

/**
 * Fetches the broker's jars once for all processes on this machine, as our pom pins them, and finds Java to run them.
 * Missing Java or Maven is installed where we are root on Debian.
 *
 * @throws KafkaError that says what to install, or why Maven failed
 */
export const ensureKafkaInstalled = (log: (line: string) => void = () => undefined): Promise<KafkaInstallation> => {
  installed ??= install(log).catch((error: unknown) => {
    installed = undefined; // a later call may find what is missing now
    throw error;
  });
  return installed;
};
