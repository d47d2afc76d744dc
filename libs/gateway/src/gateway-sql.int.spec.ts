import { appRoleOf, provision } from '@throughline/context';
import { createTestDatabase } from '@throughline/testing';
import type { TestDatabase } from '@throughline/testing';
import pg from 'pg';
import { benchPart } from '../test/bench-part.ts';
import { pendingOfGateway, prepareGateway } from './gateway-sql.ts';

describe('the gateway\'s tables', () => {
  let database: TestDatabase;
  let ownerUrl: string;
  let appUrl: string;
  let app: pg.Client;
  const { folds } = benchPart;

  beforeAll(async () => {
    database = await createTestDatabase();
    const { gateway } = await provision({ adminUrl: database.url, passwordOf: async (role) => `${role}-password` });
    ({ ownerUrl, appUrl } = gateway);
    await prepareGateway(ownerUrl, appRoleOf('gateway'), folds);
    app = new pg.Client(gateway.appUrl);
    await app.connect();
  });
  afterAll(async () => {
    await app.end();
    await database.drop();
  });

  it('can be prepared by several at once, and say before what they lack', async () => {
    const next = { ...folds[0]!, version: 3, table: 'bench_rig_v3' };
    const pool = new pg.Pool({ connectionString: appUrl });
    expect(await pendingOfGateway(pool, appRoleOf('gateway'), [...folds, next])).toEqual(['bench_rig_v3']);
    await Promise.all(Array.from({ length: 4 }, () => prepareGateway(ownerUrl, appRoleOf('gateway'), [...folds, next])));
    expect(await pendingOfGateway(pool, appRoleOf('gateway'), [...folds, next])).toEqual([]);
    await pool.end();
  });

  it('can be prepared at every start, and get those of a new read model', async () => {
    const next = { ...folds[0]!, version: 2, table: 'bench_rig_v2' };
    await prepareGateway(ownerUrl, appRoleOf('gateway'), [...folds, next]);
    expect((await app.query('select * from gateway.bench_rig_v2')).rows).toEqual([]);
  });

  it.each([
    ['update gateway.journal set data=\'{}\''], ['delete from gateway.journal'], ['truncate gateway.journal'], ['drop table gateway.journal'],
    ['alter table gateway.bench_rig_v1 add column x int'], ['create table gateway.mine(x int)'], ['delete from gateway.migration'], ['select * from training.events'],
  ])('are out of the application role\'s reach: %s', async (sql) => {
    await expect(app.query(sql)).rejects.toMatchObject({ code: expect.stringMatching(/^(42501|42P01)$/) });
  });

  it('let the application role read its fence, and fill and empty read models', async () => {
    expect((await app.query('select candidate, holders from gateway.fence()')).rows).toEqual([{ candidate: '0', holders: [] }]);
    await app.query(`insert into gateway.bench_rig_v1(workspace,stream,doc,version,opened,recorded_from) values('default','s','{}',1,now(),now())`);
    await app.query('delete from gateway.bench_rig_v1');
  });

  it('find lists and lookups as of an instant by an index', async () => {
    const owner = new pg.Client(ownerUrl);
    await owner.connect();
    // History is what grows: 500 things with 40 states each.
    await owner.query(`insert into gateway.bench_trial_v1(workspace,stream,doc,version,rig,steps,opened,recorded_from,recorded_to)
      select 'default','s-'||s,'{}',v,'r-'||s%50,s,timestamptz '2026-01-01'+s*interval '1 s',timestamptz '2026-01-01'+v*interval '1 d',case v when 40 then 'infinity' else timestamptz '2026-01-01'+(v+1)*interval '1 d' end
      from generate_series(1,500) s, generate_series(1,40) v`);
    await owner.query('analyze gateway.bench_trial_v1');
    const plan = async (where: string) => (await owner.query(`explain select * from gateway.bench_trial_v1 where ${where}`)).rows.map((row) => row['QUERY PLAN']).join('\n');
    const then = `recorded_from<='2026-01-20' and recorded_to>'2026-01-20'`;
    const page = `order by opened, stream limit 51`;
    const queries = [
      `stream=any('{s-1,s-2}') and workspace='default' and ${then}`, `stream=any('{s-1,s-2}') and workspace='default' and recorded_to='infinity'`,
      `workspace='default' and ${then} and (opened,stream)>('2026-01-01'::timestamptz,'s-5') ${page}`, `workspace='default' and recorded_to='infinity' ${page}`,
      `workspace='default' and rig='r-7' and ${then} ${page}`, `workspace='default' and rig='r-7' and recorded_to='infinity' ${page}`,
    ];
    for (const query of queries) expect([query, await plan(query)]).toEqual([query, expect.not.stringMatching(/Seq Scan/)]);
    await owner.end();
  });
});
