import { parkedGrants, parkedSql } from '@throughline/projections';
import { schemaOf, type ContextName } from '@throughline/kernel';
import type { ContextDefinition } from './context-definition.ts';
import { migrate, migration, type MigrationClass } from './migration.ts';
import { appRoleOf } from './roles.ts';

/** What the backbone of every context has gained since its first migration. A released one never changes; a new one is added at the end. */
export const backboneUpgrades = (context: ContextName): readonly MigrationClass[] => {
  const schema = schemaOf(context);
  const role = appRoleOf(context);
  return [
    migration('ParkedOperations1764115200000', [parkedSql(schema), parkedGrants(schema, role)].join('\n')),
  ];
};

/** Applies a context's own migrations and the backbone's, as the schema's owner. @returns names of those that were pending */
export const migrateContext = (ownerUrl: string, { name, migrations }: Pick<ContextDefinition, 'name' | 'migrations'>): Promise<readonly string[]> =>
  migrate(ownerUrl, schemaOf(name), [...migrations, ...backboneUpgrades(name)]);
