import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from '../test/eventually.ts';
import { query } from '../test/query.ts';
import { runPlane } from '../test/run-plane.ts';
import { removeTemporaryFolders, temporaryFolder } from '../test/temporary-folder.ts';
import { isPostmasterOf } from './postmaster-pid.ts';
import { startEmbeddedPostgres } from './start-embedded-postgres.ts';

afterEach(removeTemporaryFolders);

describe('the embedded server', () => {
  it('runs with our settings, and those of the caller win', async () => {
    const server = await startEmbeddedPostgres({ dataDir: await temporaryFolder(), settings: { work_mem: '7MB', max_connections: '55' } });
    const names = ['fsync', 'listen_addresses', 'max_connections', 'max_prepared_transactions', 'shared_buffers', 'TimeZone', 'log_timezone', 'work_mem', 'server_encoding', 'synchronous_commit'];
    const rows = await query<{ name: string; is: string }>(server.url, `select name, current_setting(name) as is from pg_settings where name in (${names.map((name) => `'${name}'`)})`);
    const [database] = await query(server.url, "select datcollate, datctype, pg_encoding_to_char(encoding) as encoding from pg_database where datname = 'postgres'");
    await server.stop();
    expect(Object.fromEntries(rows.map(({ name, is }) => [name, is]))).toEqual({
      fsync: 'on', listen_addresses: '127.0.0.1', max_connections: '55', max_prepared_transactions: '20', shared_buffers: '64MB',
      TimeZone: 'UTC', log_timezone: 'UTC', work_mem: '7MB', server_encoding: 'UTF8', synchronous_commit: 'on',
    });
    expect(database).toEqual({ datcollate: 'C', datctype: 'C', encoding: 'UTF8' });
  });

  it('keeps its data over a stop, which may be asked twice', async () => {
    const dataDir = join(await temporaryFolder(), 'data');
    const first = await startEmbeddedPostgres({ dataDir });
    const pid = first.pid();
    await query(first.url, 'create table kept as select 42 as answer');
    await Promise.all([first.stop(), first.stop()]);
    await first.stop();
    expect(await isPostmasterOf(pid, first.clusterDir)).toBe(false);
    const second = await startEmbeddedPostgres({ dataDir });
    expect(await query(second.url, 'table kept')).toEqual([{ answer: 42 }]);
    await second.stop();
  });

  it('rolls back what is open when it stops', async () => {
    const server = await startEmbeddedPostgres({ dataDir: await temporaryFolder() });
    const open = query(server.url, 'select pg_sleep(600)').catch((error: { code: string }) => error.code);
    await eventually('the query runs', async () => (await query(server.url, "select from pg_stat_activity where query = 'select pg_sleep(600)'")).length > 0);
    await server.stop();
    expect(await open).toBe('57P01');
  });

  it('lets nobody in without the password of DATA_DIR', async () => {
    const server = await startEmbeddedPostgres({ dataDir: await temporaryFolder() });
    const wrong = new URL(server.url);
    wrong.password = 'postgres';
    await expect(query(wrong.href, 'select')).rejects.toMatchObject({ code: '28P01' });
    expect((await stat(join(server.dataDir, 'secrets', 'postgres-superuser'))).mode & 0o777).toBe(0o600);
    expect((await stat(server.clusterDir)).mode & 0o077).toBe(0);
    await server.stop();
  });

  it('is one per folder: a second process is refused, and the first goes on', async () => {
    const dataDir = await temporaryFolder();
    const server = await startEmbeddedPostgres({ dataDir });
    const second = await runPlane('start', dataDir);
    expect(second.said['message']).toBe(`The database in ${dataDir} is in use by process ${process.pid}. Stop that process, or start this one with another DATA_DIR.`);
    await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow(`is in use by process ${process.pid}`);
    expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await server.stop();
  });

  it('runs several side by side, each on a port of its own', async () => {
    const folders = await Promise.all([temporaryFolder(), temporaryFolder(), temporaryFolder()]);
    const servers = await Promise.all(folders.map((dataDir) => startEmbeddedPostgres({ dataDir })));
    const seen = await Promise.all(servers.map(({ url }) => query(url, "select current_setting('data_directory') as dir")));
    expect(seen.flat()).toEqual(servers.map(({ clusterDir }) => ({ dir: clusterDir })));
    await Promise.all(servers.map((server) => server.stop()));
  });
});
