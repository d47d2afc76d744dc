import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';

/** The system user whom the server runs as; absent: the user of this process. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/** What a finished program said. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Our environment may hold secrets and `PG*` variables; the server needs neither. */
export const serverEnvironment = (): NodeJS.ProcessEnv => {
  const { PATH, TMPDIR, LD_LIBRARY_PATH, SystemRoot } = process.env;
  const kept = Object.entries({ PATH, TMPDIR, LD_LIBRARY_PATH, SystemRoot }).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(kept), LC_ALL: 'C', TZ: 'UTC' };
};

/** Runs a program to its end as `user`. A program that cannot be started is an outcome too, with code 126. */
export const runAs = (user: ServerUser | undefined, program: string, args: readonly string[]): Promise<Outcome> =>
  new Promise((done) => {
    let stdout = '';
    let stderr = '';
    const child = spawn(program, args, { ...user, cwd: '/', env: serverEnvironment(), stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.setEncoding('utf8').on('data', (text: string) => { stdout += text; });
    child.stderr.setEncoding('utf8').on('data', (text: string) => { stderr += text; });
    child.once('error', (error) => done({ code: 126, stdout, stderr: error.message }));
    child.once('close', (code) => done({ code, stdout, stderr }));
  });

const idOf = async (flag: '-u' | '-g', name: string): Promise<number> =>
  Number((await promisify(execFile)('id', [flag, name])).stdout);

/**
 * PostgreSQL refuses to run as root. Root therefore hands over to `postgres` where the system has such a user, else to
 * `nobody`; anyone else stays who he is.
 */
export const chooseServerUser = async (candidates: readonly string[] = ['postgres', 'nobody']): Promise<ServerUser | undefined> => {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of candidates) {
    // `id` fails for a user whom this system does not have.
    const user = await Promise.all([idOf('-u', name), idOf('-g', name)]).catch(() => undefined);
    if (user && user[0] > 0) return { uid: user[0], gid: user[1] };
  }
  throw new Error(`PostgreSQL refuses to run as root, and this system has none of the users ${candidates.join(', ')}. Create one, or start as another user.`);
};

/** Whether `user` may do what the `test` flags say (`-x`, `-r`, `-w`) with each path. */
export const canReach = async (user: ServerUser, ...needs: readonly (readonly [flag: string, path: string])[]): Promise<boolean> => {
  const script = 'while [ $# -gt 0 ]; do [ "$1" "$2" ] || exit 1; shift 2; done';
  return (await runAs(user, '/bin/sh', ['-c', script, 'sh', ...needs.flat()])).code === 0;
};
