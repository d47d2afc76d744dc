import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readOrCreateSecret, removeEmbeddedPostgres, startEmbeddedPostgres } from '@throughline/embedded-postgres';
import { Client } from 'pg';

/** The embedded server as the product runs it (fsync on), on a folder that goes when the bench ends. */
export interface Server {
  /** Folder of the server; also the data folder of a plane on it. */
  readonly dataDir: string;
  /** Password of a role, the same as a plane on this folder uses. */
  readonly passwordOf: (role: string) => Promise<string>;
  /** Makes an empty database. @returns its URL, as superuser */
  database(name: string): Promise<string>;
  remove(): Promise<void>;
}

const startServer = async (): Promise<Server> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'throughline-bench-'));
  const server = await startEmbeddedPostgres({ dataDir });
  return {
    dataDir,
    passwordOf: (role) => readOrCreateSecret(dataDir, `role-${role.replaceAll('_', '-')}`),
    database: async (name) => {
      const client = new Client(server.url);
      await client.connect();
      try {
        await client.query(`create database ${client.escapeIdentifier(name)}`);
      } finally {
        await client.end();
      }
      return Object.assign(new URL(server.url), { pathname: `/${name}` }).href;
    },
    remove: async () => {
      await server.stop();
      await removeEmbeddedPostgres(dataDir);
    },
  };
};

/** Runs work on a server of its own and removes it, whatever comes of the work. */
export const withServer = async <T>(work: (server: Server) => Promise<T>): Promise<T> => {
  const server = await startServer();
  try {
    return await work(server);
  } finally {
    await server.remove();
  }
};
