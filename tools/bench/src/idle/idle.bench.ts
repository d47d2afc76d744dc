import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { readOrCreateSecret, removeEmbeddedPostgres, runningServerPort } from '@throughline/embedded-postgres';
import { PlaneProcess } from '@throughline/testing';
import { Client } from 'pg';
import type { Bench } from '../bench.ts';
import { cpuSeconds, familyOf, memoryMb } from './process-usage.ts';

const ROLE = 'tl_gateway_app';

const connect = async (dataDir: string): Promise<Client> => {
  const port = await runningServerPort(dataDir);
  const client = new Client({ host: '127.0.0.1', port: port!, user: ROLE, password: await readOrCreateSecret(dataDir, `role-${ROLE.replaceAll('_', '-')}`), database: 'postgres' });
  await client.connect();
  return client;
};

/** Outside of explicit transactions, of which an idle plane has hardly any, a statement is a transaction. */
const transactions = async (client: Client): Promise<number> =>
  Number((await client.query<{ n: string }>('select xact_commit + xact_rollback as n from pg_stat_database where datname = current_database()')).rows[0]!.n);

/** What the all-in-one process and its PostgreSQL use while nobody asks anything of them. */
export const idleBench: Bench = async ({ scale, say }) => {
  if (!existsSync('/proc/self/smaps_rollup')) return { figures: [], notes: ['Not measured: this system has no /proc.'] };
  say('starting a plane of its own');
  const plane = await PlaneProcess.create();
  try {
    await plane.start();
    const client = await connect(plane.dataDir);
    try {
      say(`idle for ${scale.settleSeconds} s, then measured for ${scale.idleSeconds} s`);
      await sleep(scale.settleSeconds * 1_000);
      const family = familyOf(plane.pid!);
      const [node, postgres] = [family.slice(0, 1), family.slice(1)];
      const from = { at: performance.now(), node: cpuSeconds(node), postgres: cpuSeconds(postgres), statements: await transactions(client) };
      await sleep(scale.idleSeconds * 1_000);
      const seconds = (performance.now() - from.at) / 1_000;
      const share = (now: number, before: number): number => (100 * (now - before)) / seconds;
      const cpu = { node: share(cpuSeconds(node), from.node), postgres: share(cpuSeconds(postgres), from.postgres) };
      return {
        figures: [
          { name: 'CPU, Node and PostgreSQL', unit: '% of a core', ours: cpu.node + cpu.postgres, bare: null, bar: { atMost: 5 } },
          { name: 'CPU, Node alone', unit: '% of a core', ours: cpu.node, bare: null },
          { name: 'CPU, PostgreSQL alone', unit: '% of a core', ours: cpu.postgres, bare: null },
          { name: 'statements', unit: 'statements/s', ours: (await transactions(client) - from.statements) / seconds, bare: null, bar: { atMost: 20 } },
          { name: 'memory, Node', unit: 'MB', ours: memoryMb(node), bare: null },
          { name: `memory, PostgreSQL (${postgres.length} processes)`, unit: 'MB', ours: memoryMb(postgres), bare: null },
        ],
        notes: ['Memory is PSS: what processes share is counted once. Statements are the database\'s finished transactions.'],
      };
    } finally {
      await client.end();
    }
  } finally {
    await plane.end('SIGTERM');
    await removeEmbeddedPostgres(plane.dataDir);
  }
};
