import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
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

/** Applies what is pending, as the schema's owner. */
export const migrate = async (ownerUrl: string, schema: string, migrations: readonly MigrationClass[]): Promise<readonly string[]> => {
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
