import { Client } from 'pg';
import { CONTEXTS, schemaOf, type ContextName } from '@throughline/kernel';
import { createTestDatabase, type TestDatabase } from '@throughline/testing';
import { provisionAlone } from '@throughline/testing/context-bench';
import { backboneMigration, migrate } from './migration.ts';
import type { ProvisionedDatabase } from './provision.ts';
import { appRoleOf } from './roles.ts';

describe('roles of the plane', () => {
  let database: TestDatabase;
  let schemas: ProvisionedDatabase;

  const as = async <T>(url: string, work: (client: Client) => Promise<T>): Promise<T> => {
    const client = new Client(url);
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  };
  /** SQLSTATE that a statement ends with, or null when it is allowed. */
  const denied = (url: string, sql: string): Promise<string | null> => as(url, (client) => client.query(sql).then(() => null, (error: { code: string }) => error.code));
  const append = (schema: string, stream: string) => `select status from ${schema}.append('${stream}','thing',0,array[gen_random_uuid()],array['Happened'],array[1],
    array['{}'::json],array['{}'::json],array['{"type":"happened","schemaVersion":1,"data":{}}'::json])`;

  beforeAll(async () => {
    database = await createTestDatabase();
    schemas = await provisionAlone(database.url);
    for (const context of CONTEXTS) await migrate(schemas[context].ownerUrl, schemaOf(context), [backboneMigration(context, 'EventBackbone1764072000000')]);
  }, 60_000);
  afterAll(() => database.drop());

  it('may be provisioned and migrated again', async () => {
    await provisionAlone(database.url);
    expect(await migrate(schemas.training.ownerUrl, 'training', [backboneMigration('training', 'EventBackbone1764072000000')])).toEqual([]);
  });

  it.each(CONTEXTS)('%s appends, closes and reads through its functions', async (context) => {
    const { appUrl, schema } = schemas[context];
    expect(await as(appUrl, async (client) => (await client.query(append(schema, `thing-${context}`))).rows)).toEqual([{ status: 'ok' }]);
    for (const sql of [`select * from ${schema}.fence()`, `select * from ${schema}.events`, `select * from ${schema}.streams`,
      `select ${schema}.close('thing-${context}', 1)`, `delete from ${schema}.consumer_stream`]) {
      expect({ sql, code: await denied(appUrl, sql) }).toEqual({ sql, code: null });
    }
  });

  const forbidden = (schema: string): readonly string[] => [
    `insert into ${schema}.events select * from ${schema}.events`, `update ${schema}.events set data = '{}'`, `delete from ${schema}.events`, `truncate ${schema}.events`,
    `update ${schema}.streams set version = 9`, `delete from ${schema}.streams`, `insert into ${schema}.streams(stream_id, stream_type, workspace, partition) values ('a','b','c',0)`,
    `select nextval('${schema}.global_seq')`, `select setval('${schema}.global_seq', 1)`, `drop table ${schema}.events`, `alter table ${schema}.events disable trigger all`,
    `create table ${schema}.mine(a int)`, `drop function ${schema}.fence()`, `create or replace function ${schema}.mine() returns int language sql as 'select 1'`,
    'create schema mine', 'create table public.mine(a int)', 'create role mine', 'select * from bus.message', `insert into bus.message values ('t',0,0,'k','{}','{}')`,
    'update bus.partition set next_offset = 0', 'select * from bus.writer', 'select pg_read_file(\'postgresql.conf\')', 'copy (select 1) to program \'true\'',
  ];

  it.each(CONTEXTS)('%s may write no event, stream, message or structure itself', async (context) => {
    const { appUrl, schema } = schemas[context];
    for (const sql of forbidden(schema)) expect({ sql, code: await denied(appUrl, sql) }).toEqual({ sql, code: '42501' });
  });

  it.each(CONTEXTS)('%s sees no other schema and writes to no other topic', async (context) => {
    const { appUrl } = schemas[context];
    for (const other of [...CONTEXTS, 'gateway' as const].filter((c) => c !== context)) {
      for (const sql of [`select * from ${schemaOf(other)}.${other === 'gateway' ? 'journal' : 'events'}`, ...(other === 'gateway' ? [] : [append(schemaOf(other), 'thing-x'), `select * from ${schemaOf(other)}.fence()`])]) {
        expect({ sql, code: await denied(appUrl, sql) }).toEqual({ sql, code: '42501' });
      }
      const topic = `throughline.${other}.thing.v1`;
      expect(await denied(appUrl, `select bus.append(array['${topic}'], array['k'], array['{}'::json], array['{}'])`)).toBe('42501');
      expect(await denied(appUrl, `set role ${appRoleOf(other as ContextName)}`)).toBe('42501');
    }
  });

  it('lets the gateway read the log and write to no topic but those of dead letters', async () => {
    const { appUrl } = schemas.gateway;
    expect(await denied(appUrl, `select * from bus.read('throughline.training.training-run.v1', 0, 10)`)).toBeNull();
    expect(await denied(appUrl, `select bus.append(array['throughline.training.training-run.v1'], array['k'], array['{}'::json], array['{}'])`)).toBe('42501');
    for (const each of [appUrl, schemas.registry.appUrl]) {
      expect(await denied(each, `select bus.declare(array['throughline.training.training-run.v1.dlq']), bus.append(array['throughline.training.training-run.v1.dlq'], array['k'], array['{}'::json], array['{}'])`)).toBeNull();
    }
  });

  it('brings the functions of an older log up to date, whatever it holds', async () => {
    await as(database.url, (client) => client.query(`create or replace function bus.owns(p_topic text) returns boolean language sql stable security definer set search_path=pg_catalog as $$ select false $$;
      delete from bus.writer where context = 'gateway'`));
    const say = `select bus.append(array['throughline.training.training-run.v1.dlq'], array['k'], array['{}'::json], array['{}'])`;
    expect(await denied(schemas.gateway.appUrl, say)).toBe('42501');
    const held = async () => (await as(database.url, (client) => client.query('select count(*)::int as n from bus.message'))).rows;
    const before = await held();
    await provisionAlone(database.url);
    expect(await held()).toEqual(before);
    expect(await denied(schemas.gateway.appUrl, say)).toBeNull();
  });

  it('ends a statement and an idle transaction of a writer that would stall the fence', async () => {
    const { rows } = await as(schemas.registry.appUrl, (client) => client.query(`select current_setting('statement_timeout') as statement, current_setting('idle_in_transaction_session_timeout') as idle`));
    expect(rows).toEqual([{ statement: '5s', idle: '5s' }]);
  });
});
