import type { Pool } from 'pg';
import { consumerFloorSql, parkedGrants, parkedSql } from '@throughline/projections';
import { relayFloorGrants, relayFloorSql } from '@throughline/transport';
import { schemaOf, type ContextName } from '@throughline/kernel';
import type { ContextDefinition } from './context-definition.ts';
import { migrate, migration, pendingMigrations, type MigrationClass } from './migration.ts';
import { appRoleOf } from './roles.ts';

/** What the backbone of every context has gained since its first migration. A released one never changes; a new one is added at the end. */
export const backboneUpgrades = (context: ContextName): readonly MigrationClass[] => {
  const schema = schemaOf(context);
  const role = appRoleOf(context);
  return [
    migration('ParkedOperations1764115200000', [parkedSql(schema), parkedGrants(schema, role)].join('\n')),
    migration('RelayFloors1764115200001', [relayFloorSql(schema), relayFloorGrants(schema, role), consumerFloorSql(schema)].join('\n')),
  ];
};

type Migrated = Pick<ContextDefinition, 'name' | 'migrations'>;

/** A context's own migrations and the backbone's. */
const migrationsOf = ({ name, migrations }: Migrated): readonly MigrationClass[] => [...migrations, ...backboneUpgrades(name)];

/** Applies what is pending, as the schema's owner. @returns names of those that were pending */
export const migrateContext = (ownerUrl: string, definition: Migrated): Promise<readonly string[]> =>
  migrate(ownerUrl, schemaOf(definition.name), migrationsOf(definition), appRoleOf(definition.name));

/** What is pending, as the application role sees it. */
export const pendingOfContext = (pool: Pool, definition: Migrated): Promise<readonly string[]> => pendingMigrations(pool, schemaOf(definition.name), migrationsOf(definition));
