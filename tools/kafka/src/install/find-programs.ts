import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { KafkaError } from './kafka-error.ts';

const run = promisify(execFile);
/** Kafka 4 runs on this version of Java or a later one. */
const OLDEST_JAVA = 17;

const javaVersion = async (java: string): Promise<number> => {
  const said = await run(java, ['-version']).then(({ stderr, stdout }) => stderr + stdout, () => '');
  return Number(/version "(\d+)/.exec(said)?.[1] ?? 0);
};

/** The Java to run: that of JAVA_HOME, else the one on the path; undefined where neither is new enough. */
export const findJava = async (): Promise<string | undefined> => {
  const home = process.env['JAVA_HOME'];
  for (const java of [...home ? [join(home, 'bin', 'java')] : [], 'java']) {
    if (await javaVersion(java) >= OLDEST_JAVA) return java;
  }
  return undefined;
};

/** Whether Maven is on the path. */
export const findMaven = async (): Promise<string | undefined> => run('mvn', ['--version']).then(() => 'mvn', () => undefined);

/** Installs packages with apt-get; false where this is not Debian or we are not root. */
const aptInstall = async (packages: readonly string[]): Promise<boolean> => {
  const apt = (...args: string[]) => run('apt-get', ['-q', '-y', '-o', 'DPkg::Lock::Timeout=300', ...args], { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  if (process.getuid?.() !== 0 || !await run('apt-get', ['--version']).then(() => true, () => false)) return false;
  await apt('update');
  await apt('install', '--no-install-recommends', ...packages);
  return true;
};

const missing = (what: string) => new KafkaError(
  `${what} is missing. Kafka needs Java ${OLDEST_JAVA} or later (on the path, or named by JAVA_HOME), and Maven to fetch it: `
  + 'install them (Debian, Ubuntu: apt-get install default-jre-headless maven; macOS: brew install openjdk maven), then start again.',
);

const orInstalled = async (what: string, find: () => Promise<string | undefined>, packages: readonly string[], log: (line: string) => void): Promise<string> => {
  const found = await find();
  if (found) return found;
  log(`${what} is missing, installing it if this machine allows that (apt-get install ${packages.join(' ')})`);
  const installed = await aptInstall(packages).catch((cause: Error) => { throw new KafkaError(`${missing(what).message}\n${cause.message}`, { cause }); });
  const now = installed ? await find() : undefined;
  if (!now) throw missing(what);
  return now;
};

/** Java, installed first where it is missing and we may. @throws KafkaError that says what to install */
export const java = (log: (line: string) => void): Promise<string> => orInstalled('Java', findJava, ['default-jre-headless'], log);

/** Maven, installed first where it is missing and we may. @throws KafkaError that says what to install */
export const maven = (log: (line: string) => void): Promise<string> => orInstalled('Maven', findMaven, ['maven'], log);
