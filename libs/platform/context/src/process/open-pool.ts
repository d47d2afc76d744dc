import { Client, Pool } from 'pg';
import { ConfigError } from '@throughline/config';
import type { Logger } from '@throughline/observability';

const POOL_SIZE = 10;
/** For a connection, also for one of the pool's own that is in use. */
const CONNECT_WITHIN_MS = 5_000;

/** A pool whose lost idle connections are reported and replaced at the next use. */
export const openPool = (url: string, owner: string, logger: Logger, max = POOL_SIZE): Pool => {
  const pool = new Pool({ connectionString: url, max, application_name: `throughline-${owner}`, connectionTimeoutMillis: CONNECT_WITHIN_MS, keepAlive: true });
  pool.on('error', (error) => logger.warn({ err: error, owner }, 'an idle database connection was lost'));
  return pool;
};

/** The server may hear of its own end before it has read our good-bye: that is no lost connection. */
export const endPool = async (pool: Pool): Promise<void> => {
  pool.removeAllListeners('error').on('error', () => undefined);
  await pool.end();
};

/** A wrong name or password (28…), or no such database (3D000). */
const WRONG_URL = /^(28...|3D000)$/;
const LOOK_WITHIN_MS = 5_000;

/** Looks once whether URLs of databases can be used. A server that does not answer may come later and is no fault. @throws ConfigError naming each that cannot */
export const checkDatabases = async (urls: Readonly<Record<string, string | undefined>>): Promise<void> => {
  const problems = await Promise.all(Object.entries(urls).map(async ([name, url]) => {
    if (!url) return [];
    const client = new Client({ connectionString: url, connectionTimeoutMillis: LOOK_WITHIN_MS });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return [];
    } catch (error) {
      const { code = '', message } = error as NodeJS.ErrnoException;
      return WRONG_URL.test(code) ? [`${name} cannot be used: ${message}`] : [];
    } finally {
      await client.end().catch(() => undefined);
    }
  }));
  if (problems.flat().length > 0) throw new ConfigError(problems.flat());
};
