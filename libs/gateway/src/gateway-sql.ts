import { eventStoreGrants, eventStoreSql } from '@throughline/event-store';
import { consumerGrants, consumerSql, parkedGrants, parkedSql } from '@throughline/projections';
import { migrate, migration } from '@throughline/context';
import { Client } from 'pg';
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

/**
 * Makes the gateway's tables what this code needs, as the schema's owner: once what never changes, at every start the tables of read
 * models that are new or of a new version (their rows come by the consumer's own rebuild).
 */
export const prepareGateway = async (ownerUrl: string, appRole: string, folds: readonly Fold[]): Promise<void> => {
  await migrate(ownerUrl, GATEWAY_SCHEMA, [
    migration('GatewayBackbone1764072000000', [consumerSql(GATEWAY_SCHEMA), consumerGrants(GATEWAY_SCHEMA, appRole), journalSql(GATEWAY_SCHEMA)].join('\n')),
    // The gateway's own events are what operators do here. `fence` is the journal's, and nobody reads the store in global order.
    migration('GatewayOperations1764115200000', [
      eventStoreSql(GATEWAY_SCHEMA, { fenced: false }), eventStoreGrants(GATEWAY_SCHEMA, appRole), parkedSql(GATEWAY_SCHEMA), parkedGrants(GATEWAY_SCHEMA, appRole),
    ].join('\n')),
  ]);
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query(`${readModelSql(GATEWAY_SCHEMA, folds)}\n${grants(appRole, folds)}`);
  } finally {
    await client.end();
  }
};
