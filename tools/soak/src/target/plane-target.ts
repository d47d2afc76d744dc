import { readFile } from 'node:fs/promises';
import { Client } from 'pg';
import { runningServerPort, secretFile } from '@throughline/embedded-postgres';
import { CONTEXTS } from '@throughline/kernel';
import { PlaneProcess } from '@throughline/testing';
import type { StoredRecord } from '@throughline/transport';
import { isAlive } from './is-alive.ts';
import type { Roots, SoakProcess, SoakTarget } from './target.ts';

/** Name of the secret in `DATA_DIR` that is the superuser's password. */
const SUPERUSER_SECRET = 'postgres-superuser';

const messagesOf = async (url: string, topics: readonly string[]): Promise<StoredRecord[]> => {
  const client = new Client(url);
  await client.connect();
  try {
    const { rows } = await client.query<{ topic: string; partition: number; offset: string; key: string; headers: Record<string, string>; value: string }>(
      'select topic, partition, "offset", key, headers, value from bus.message where topic = any($1) order by topic, partition, "offset"', [topics]);
    return rows.map((row): StoredRecord => ({ ...row, offset: Number(row.offset) }));
  } finally {
    await client.end();
  }
};

/** The whole plane as users run it: one process with its own embedded server, over the Postgres log. */
export const startPlaneTarget = async (roots: Roots): Promise<SoakTarget> => {
  const plane = await PlaneProcess.create({ DATASET_ROOTS: roots.datasets, TRAINING_ROOTS: roots.training });
  const { dataDir } = plane;
  const plane_: SoakProcess = {
    name: 'plane', owners: [...CONTEXTS, 'gateway'], url: plane.url, links: {},
    pid: () => (plane.pid !== undefined && isAlive(plane.pid) ? plane.pid : undefined),
    start: () => plane.start(),
    end: async (signal) => { await plane.end(signal); },
    signal: (signal) => { process.kill(plane.pid!, signal); },
  };
  const databaseUrl = async (): Promise<string> => {
    const port = await runningServerPort(dataDir);
    if (!port) throw new Error('no database server runs');
    return `postgres://postgres:${encodeURIComponent((await readFile(secretFile(dataDir, SUPERUSER_SECRET), 'utf8')).trim())}@127.0.0.1:${port}/postgres`;
  };
  await plane.start();
  return {
    kind: 'postgres', processes: [plane_], brokers: [], gateway: plane.url, dataDir, databaseUrl,
    readLog: async (topics) => messagesOf(await databaseUrl(), topics),
    stop: async () => { await plane.end('SIGTERM'); },
    remove: () => plane.remove(),
  };
};
