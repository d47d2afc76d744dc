import { resolve } from 'node:path';
import type { Command } from 'commander';
import { Pool } from 'pg';
import { appRoleOf } from '@throughline/context';
import { readOrCreateSecret } from '@throughline/embedded-postgres';
import { CONTEXTS, schemaOf } from '@throughline/kernel';
import { listParked } from '@throughline/projections';
import { embeddedPort, type Access } from '../plane-access.ts';

const urlOf = async (access: Access, role: string): Promise<string> => {
  const url = new URL(process.env['DATABASE_URL'] ?? `postgres://127.0.0.1:${await embeddedPort(access)}/postgres`);
  url.username = role;
  url.password = await readOrCreateSecret(resolve(access.dataDir), `role-${role.replaceAll('_', '-')}`);
  return url.toString();
};

export const parkedCommand = (program: Command, access: () => Access): void => {
  program.command('parked').description('events that a consumer could not apply').command('list')
    .description('lists every parked event with its consumer, stream, version and error; exit code 1 when there is one')
    .option('--json', 'as one JSON array')
    .action(async (options: { json?: boolean }) => {
      const parked: object[] = [];
      for (const owner of [...CONTEXTS, 'gateway'] as const) {
        const pool = new Pool({ connectionString: await urlOf(access(), appRoleOf(owner)), max: 1 });
        try {
          parked.push(...(await listParked(pool, schemaOf(owner))).map((event) => ({ owner, ...event })));
        } finally {
          await pool.end();
        }
      }
      const lines = parked.map((event) => Object.entries(event).map(([key, value]) => `${key}=${typeof value === 'object' ? JSON.stringify(value) : String(value)}`).join('  '));
      process.stdout.write(`${options.json ? JSON.stringify(parked) : lines.join('\n') || 'nothing is parked'}\n`);
      if (parked.length) process.exitCode = 1;
    });
};
