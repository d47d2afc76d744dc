import { Client } from 'pg';
import { CONTEXTS, schemaOf } from '@throughline/kernel';
import { busFunctionsSql, busGrants, busSql } from '@throughline/transport';
import { appRoleOf, BUS_OWNER, ownerRoleOf, type SchemaOwner } from './roles.ts';

/** Who provisions, and with which passwords. */
export interface ProvisionOptions {
  /** URL of a role that may create roles and schemas in the database that it names. */
  readonly adminUrl: string;
  /** Password of a role, the same at every call. */
  readonly passwordOf: (role: string) => Promise<string>;
}

/** A schema with connection URLs of its two roles; they hold passwords and are never logged. */
export interface ProvisionedSchema {
  readonly schema: string;
  readonly ownerUrl: string;
  readonly appUrl: string;
}

/** The schemas of one database, by owner. */
export type ProvisionedDatabase = Readonly<Record<SchemaOwner, ProvisionedSchema>>;

const OWNERS: readonly SchemaOwner[] = [...CONTEXTS, 'gateway'];
/** A writer that idles in its transaction would stall every reader of the fence. */
const WRITER_LIMITS = "set statement_timeout = '5s'; alter role %R set idle_in_transaction_session_timeout = '5s'";

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const urlFor = (adminUrl: string, role: string, password: string): string => {
  const url = new URL(adminUrl);
  url.username = role;
  url.password = encodeURIComponent(password);
  return url.toString();
};

/**
 * One schema, one owner role and one application role per context and for the gateway, and the embedded log, in one database. It may be
 * run at every start: what is there stays, passwords are set again.
 */
export const provision = async ({ adminUrl, passwordOf }: ProvisionOptions): Promise<ProvisionedDatabase> => {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const role = async (name: string, limits: boolean): Promise<string> => {
      const password = await passwordOf(name);
      const { rowCount } = await client.query('select 1 from pg_roles where rolname = $1', [name]);
      await client.query(`${rowCount ? 'alter' : 'create'} role ${name} login password ${quoted(password)}`);
      if (limits) await client.query(`alter role ${name} ${WRITER_LIMITS.replaceAll('%R', name)}`);
      return urlFor(adminUrl, name, password);
    };
    const database = client.escapeIdentifier((await client.query<{ name: string }>('select current_database() as name')).rows[0]!.name);
    await client.query(`revoke all on database ${database} from public; revoke all on schema public from public`);
    const entries: [SchemaOwner, ProvisionedSchema][] = [];
    for (const owner of OWNERS) {
      const schema = schemaOf(owner);
      const ownerUrl = await role(ownerRoleOf(owner), false);
      const appUrl = await role(appRoleOf(owner), true);
      await client.query(`grant connect on database ${database} to ${ownerRoleOf(owner)}, ${appRoleOf(owner)};
        create schema if not exists ${schema} authorization ${ownerRoleOf(owner)};
        grant usage on schema ${schema} to ${appRoleOf(owner)};
        grant execute on function pg_control_system() to ${appRoleOf(owner)}`);
      entries.push([owner, { schema, ownerUrl, appUrl }]);
    }
    await role(BUS_OWNER, false);
    await client.query(`grant connect, create on database ${database} to ${BUS_OWNER}`);
    const { rowCount: hasBus } = await client.query(`select 1 from pg_namespace where nspname = 'bus'`);
    await client.query('begin');
    await client.query(`set local role ${BUS_OWNER}`);
    await client.query(hasBus ? busFunctionsSql() : busSql());
    for (const owner of OWNERS) await client.query(busGrants(appRoleOf(owner), owner));
    await client.query('commit');
    return Object.fromEntries(entries) as ProvisionedDatabase;
  } finally {
    await client.end();
  }
};
