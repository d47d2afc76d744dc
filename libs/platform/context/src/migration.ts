import { Client, type ClientBase, type Pool } from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { consumerGrants, consumerSql } from '@throughline/projections';
import { commandLogGrants, commandLogSql } from '@throughline/commands';
import { eventStoreGrants, eventStoreSql } from '@throughline/event-store';
import { schemaOf, type ContextName } from '@throughline/kernel';
import { relayGrants, relaySql } from '@throughline/transport';
import { workGrants, workSql } from '@throughline/workers';
import { appRoleOf } from './roles.ts';

/** A migration as TypeORM takes it. */
export type MigrationClass = new () => MigrationInterface;

/** A hand-written forward migration. Its name ends with the 13 digits that order it, for example `GateFacts1764072000001`; a released one never changes. */
export const migration = (name: string, sql: string): MigrationClass =>
  class {
    readonly name = name;

    async up(runner: QueryRunner): Promise<void> {
      await runner.query(sql);
    }

    down(): Promise<void> {
      return Promise.reject(new Error(`${name} goes forward only: restore a backup to go back`));
    }
  };

/** The first migration of every context: store, command log, relay, consumers and work, with what the application role may do with them. */
export const backboneMigration = (context: ContextName, name: string): MigrationClass => {
  const schema = schemaOf(context);
  const role = appRoleOf(context);
  return migration(name, [
    eventStoreSql(schema), eventStoreGrants(schema, role), commandLogSql(schema), commandLogGrants(schema, role),
    relaySql(schema), relayGrants(schema, role), consumerSql(schema), consumerGrants(schema, role), workSql(schema), workGrants(schema, role),
  ].join('\n'));
};

/** First half of the keys of advisory locks on schemas; the second half is the schema's. */
const LOCK = 738_202;

/** Runs work on a schema's structure, as its owner, while nobody else does: of several processes that start at once the others wait. */
export const alone = async <T>(ownerUrl: string, schema: string, work: (client: Client) => Promise<T>): Promise<T> => {
  const client = new Client({ connectionString: ownerUrl, application_name: `throughline-migrations-${schema}` });
  client.on('error', () => undefined); // the statement in hand, or the next one, rejects
  await client.connect();
  try {
    // Of a transaction, so that it also holds behind a proxy that pools transactions; it ends with the connection at the latest.
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock($1, hashtext($2))', [LOCK, schema]);
    const result = await work(client);
    await client.query('commit');
    return result;
  } finally {
    await client.end();
  }
};

/**
 * Applies what is pending, as the schema's owner. Of several processes at once one does, and the others find nothing to do.
 * @param reader role that may see which were applied
 * @returns names of those that were pending
 */
export const migrate = (ownerUrl: string, schema: string, migrations: readonly MigrationClass[], reader?: string): Promise<readonly string[]> => alone(ownerUrl, schema, async (client) => {
  const applied = (await pendingMigrations(client, schema, migrations)).length > 0 ? await applyPending(ownerUrl, schema, migrations) : [];
  if (reader) await client.query(`grant select on ${schema}.migration to ${reader}`);
  return applied;
});

const applyPending = async (ownerUrl: string, schema: string, migrations: readonly MigrationClass[]): Promise<readonly string[]> => {
  // Loaded where something is pending only: it takes a good part of the time that a process needs to start.
  const { DataSource } = await import('typeorm');
  const source = new DataSource({
    type: 'postgres', url: ownerUrl, schema, migrations: [...migrations], migrationsTableName: 'migration', synchronize: false, logging: false,
    poolSize: 1, applicationName: `throughline-migrations-${schema}`,
  });
  await source.initialize();
  try {
    return (await source.runMigrations({ transaction: 'each' })).map((m) => m.name);
  } finally {
    await source.destroy();
  }
};

/**
 * Names of migrations that have not been applied, as a role sees it that may read which were.
 * @throws where the database does not answer
 */
export const pendingMigrations = async (db: ClientBase | Pool, schema: string, migrations: readonly MigrationClass[]): Promise<readonly string[]> => {
  const { rows: [found] } = await db.query<{ there: boolean }>('select to_regclass($1) is not null as there', [`${schema}.migration`]);
  const applied = found!.there ? (await db.query<{ name: string }>(`select name from ${schema}.migration`)).rows.map(({ name }) => name) : [];
  return migrations.map((each) => new each().name!).filter((name) => !applied.includes(name));
};
