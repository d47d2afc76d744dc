// One real PostgreSQL for the whole test run; each suite takes a database of its own from it.
import { chmod, mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeEmbeddedPostgres, startEmbeddedPostgres } from '../../libs/platform/embedded-postgres/src/index.ts';

const PREFIX = 'throughline-jest-';

const isAlive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
};

// A run that was killed could not clean up behind itself.
const removeAbandoned = async () => {
  for (const name of await readdir(tmpdir())) {
    const pid = Number(new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1]);
    if (pid && !isAlive(pid)) await removeEmbeddedPostgres(join(tmpdir(), name)).catch((error) => console.warn(`${name}: ${error.message}`));
  }
};

export default async () => {
  if (process.env.TEST_DATABASE_URL) return;
  await removeAbandoned();
  const dataDir = await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`));
  await chmod(dataDir, 0o755); // run by root, the server is another user
  const server = await startEmbeddedPostgres({ dataDir });
  const stop = async () => {
    await server.stop();
    await removeEmbeddedPostgres(dataDir);
  };
  for (const [signal, code] of [['SIGINT', 130], ['SIGTERM', 143], ['SIGHUP', 129]]) {
    process.once(signal, () => stop().finally(() => process.exit(code)));
  }
  process.env.TEST_DATABASE_URL = server.url;
  globalThis.stopTestPostgres = stop;
};
