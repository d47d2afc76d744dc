import { checkDataFormat, lockDataDir, readOrCreateSecret, startEmbeddedPostgres } from '@throughline/embedded-postgres';
import { ConfigError } from '@throughline/config';
import type { Logger } from '@throughline/observability';
import { provision, type ProvisionedDatabase } from '../provision.ts';
import type { PlaneConfig } from './plane-config.ts';

/** The plane's database, embedded or from outside, and the lock on its data folder. */
export interface PlaneDatabase {
  readonly schemas: ProvisionedDatabase;
  /** Secret kept in the data folder under a name. */
  readonly secret: (name: string) => Promise<string>;
  /** Alone on its database: the lock on the data folder says so. With a database from outside others may run too. */
  readonly alone: boolean;
  stop(): Promise<void>;
}

const NO_SERVER = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH'];

/** Wrong name or password (28…), no such database (3D000), a role that may not create roles (42501), or nobody there: what DATABASE_URL names is at fault. */
const unusable = (cause: unknown): unknown => {
  const { code = '', message } = cause as NodeJS.ErrnoException;
  return /^(28...|3D000|42501)$/.test(code) || NO_SERVER.includes(code) ? new ConfigError([`DATABASE_URL cannot be used: ${message}`]) : cause;
};

/** Locks the data folder, starts the embedded server unless `DATABASE_URL` names another, and provisions roles and schemas. */
export const openPlaneDatabase = async (config: PlaneConfig, logger: Logger): Promise<PlaneDatabase> => {
  const { DATA_DIR: dataDir, DATABASE_URL: external } = config;
  const lock = await lockDataDir(dataDir);
  try {
    await checkDataFormat(dataDir);
    const embedded = external ? null : await startEmbeddedPostgres({ dataDir, log: (line) => logger.debug({ part: 'postgres' }, line) });
    embedded?.onExit((exit) => logger.error(exit, 'PostgreSQL ended unexpectedly; it is started again'));
    const secret = (name: string): Promise<string> => readOrCreateSecret(dataDir, name);
    try {
      const schemas = await provision({ adminUrl: external ?? embedded!.url, passwordOf: (role) => secret(`role-${role.replaceAll('_', '-')}`) })
        .catch((cause: unknown) => { throw external ? unusable(cause) : cause; });
      return { schemas, secret, alone: !external, stop: async () => { await embedded?.stop(); await lock.release(); } };
    } catch (error) {
      await embedded?.stop();
      throw error;
    }
  } catch (error) {
    await lock.release();
    throw error;
  }
};
