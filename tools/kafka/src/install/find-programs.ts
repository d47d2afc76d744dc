import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { KafkaError } from './kafka-error.ts';

const run = promisify(execFile);
/** Kafka 4 runs on this version of Java or a later one. */
const OLDEST_JAVA = 17;
/** The default Java of an older Debian or Ubuntu is too old; a newer one may have no package of that number any more. */
const JAVA_PACKAGES = [`openjdk-${OLDEST_JAVA}-jre-headless`, 'default-jre-headless'];

type Env = NodeJS.ProcessEnv;
type Log = (line: string) => void;

const javaVersion = async (java: string, env: Env): Promise<number> => {
  const said = await run(java, ['-version'], { env }).then(({ stderr, stdout }) => stderr + stdout, () => '');
  return Number(/version "(\d+)/.exec(said)?.[1] ?? 0);
};

/** The Java to run: that of JAVA_HOME, else the one on the path; undefined where neither is new enough. */
const findJava = async (env: Env): Promise<string | undefined> => {
  const home = env['JAVA_HOME'];
  for (const java of [...home ? [join(home, 'bin', 'java')] : [], 'java']) {
    if (await javaVersion(java, env) >= OLDEST_JAVA) return java;
  }
  return undefined;
};

const findMaven = (env: Env): Promise<string | undefined> => run('mvn', ['--version'], { env }).then(() => 'mvn', () => undefined);

/** The first of these packages that apt knows; where it knows none, the last, so that apt says what is wrong. */
export const firstKnown = async (packages: readonly string[], env: Env): Promise<string> => {
  for (const name of packages) if (await run('apt-cache', ['show', name], { env, maxBuffer: 16 * 1024 * 1024 }).then(() => true, () => false)) return name;
  return packages.at(-1)!;
};

/** Installs the first of these packages that there is, with apt-get; false where this is not Debian or we are not root. */
const aptInstall = async (packages: readonly string[], env: Env): Promise<boolean> => {
  const apt = (...args: string[]) => run('apt-get', ['-q', '-y', '-o', 'DPkg::Lock::Timeout=300', ...args], { env: { ...env, DEBIAN_FRONTEND: 'noninteractive' } });
  if (process.getuid?.() !== 0 || !await run('apt-get', ['--version'], { env }).then(() => true, () => false)) return false;
  await apt('update');
  await apt('install', '--no-install-recommends', await firstKnown(packages, env));
  return true;
};

const missing = (what: string) => new KafkaError(
  `${what} is missing. Kafka needs Java ${OLDEST_JAVA} or later (on the path, or named by JAVA_HOME), and Maven to fetch it: `
  + `install them (Debian, Ubuntu: apt-get install ${JAVA_PACKAGES.join(' or ')}, and maven; macOS: brew install openjdk maven), then start again.`,
);

const orInstalled = async (what: string, find: (env: Env) => Promise<string | undefined>, packages: readonly string[], log: Log, env: Env): Promise<string> => {
  const found = await find(env);
  if (found) return found;
  log(`${what} is missing, installing it if this machine allows that (apt-get install ${packages.join(' or ')})`);
  const installed = await aptInstall(packages, env).catch((cause: Error) => { throw new KafkaError(`${missing(what).message}\n${cause.message}`, { cause }); });
  const now = installed ? await find(env) : undefined;
  if (!now) throw missing(what);
  return now;
};

/** Java, installed first where it is missing and we may. @throws KafkaError that says what to install */
export const java = (log: Log, env: Env = process.env): Promise<string> => orInstalled('Java', findJava, JAVA_PACKAGES, log, env);

/** Maven, installed first where it is missing and we may. @throws KafkaError that says what to install */
export const maven = (log: Log, env: Env = process.env): Promise<string> => orInstalled('Maven', findMaven, ['maven'], log, env);
