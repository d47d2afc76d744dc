import { eventStoreGrants, eventStoreSql } from '@throughline/event-store';
import { consumerFloorSql, consumerGrants, consumerSql, parkedGrants, parkedSql } from '@throughline/projections';
import { alone, migrate, migration, pendingMigrations } from '@throughline/context';
import type { Pool } from 'pg';
import { journalSql } from './journal/journal-sql.ts';
import { readModelSql } from './read-models/fold-sql.ts';
import type { Fold } from './read-models/fold.ts';

export const GATEWAY_SCHEMA = 'gateway';

const grants = (role: string, folds: readonly Fold[]): string => `
revoke all on all tables in schema ${GATEWAY_SCHEMA} from public;
revoke all on all functions in schema ${GATEWAY_SCHEMA} from public;
grant usage on schema ${GATEWAY_SCHEMA} to ${role};
grant select, insert on ${GATEWAY_SCHEMA}.journal to ${role};
grant usage, select on ${GATEWAY_SCHEMA}.journal_seq to ${role};
grant execute on function ${GATEWAY_SCHEMA}.fence() to ${role};
${['file', ...folds.map(({ table }) => table)].map((table) => `grant select, insert, update, delete on ${GATEWAY_SCHEMA}.${table} to ${role};`).join('\n')}`;

const migrations = (appRole: string) => [
  migration('GatewayBackbone1764072000000', [consumerSql(GATEWAY_SCHEMA), consumerGrants(GATEWAY_SCHEMA, appRole), journalSql(GATEWAY_SCHEMA)].join('\n')),
  // The gateway's own events are what operators do here. `fence` is the journal's, and nobody reads the store in global order.
  migration('GatewayOperations1764115200000', [
    eventStoreSql(GATEWAY_SCHEMA, { fenced: false }), eventStoreGrants(GATEWAY_SCHEMA, appRole), parkedSql(GATEWAY_SCHEMA), parkedGrants(GATEWAY_SCHEMA, appRole),
  ].join('\n')),
  migration('GatewayFloors1764115200001', consumerFloorSql(GATEWAY_SCHEMA)),
];

/**
 * Makes the gateway's tables what this code needs, as the schema's owner: once what never changes, at every start the tables of read
 * models that are new or of a new version (their rows come by the consumer's own rebuild).
 */
export const prepareGateway = async (ownerUrl: string, appRole: string, folds: readonly Fold[]): Promise<void> => {
  await migrate(ownerUrl, GATEWAY_SCHEMA, migrations(appRole), appRole);
  await alone(ownerUrl, GATEWAY_SCHEMA, (client) => client.query(`${readModelSql(GATEWAY_SCHEMA, folds)}\n${grants(appRole, folds)}`));
};

/** Migrations and tables of read models that this code needs and the schema has not, as the application role sees it. */
export const pendingOfGateway = async (pool: Pool, appRole: string, folds: readonly Fold[]): Promise<readonly string[]> => {
  const { rows } = await pool.query<{ name: string }>(
    'select name from unnest($1::text[]) name where not exists (select 1 from pg_tables where schemaname = $2 and tablename = name)',
    [folds.map(({ table }) => table), GATEWAY_SCHEMA]);
  return [...await pendingMigrations(pool, GATEWAY_SCHEMA, migrations(appRole)), ...rows.map(({ name }) => name)];
};
