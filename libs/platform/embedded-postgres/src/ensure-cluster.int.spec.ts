import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { query } from '../test/query.ts';
import { runPlane } from '../test/run-plane.ts';
import { removeTemporaryFolders, temporaryFolder } from '../test/temporary-folder.ts';
import { secretFile } from './read-or-create-secret.ts';
import { startEmbeddedPostgres } from './start-embedded-postgres.ts';

afterEach(removeTemporaryFolders);

const stopped = async (): Promise<string> => {
  const dataDir = await temporaryFolder();
  await (await startEmbeddedPostgres({ dataDir })).stop();
  return dataDir;
};

describe('the cluster in DATA_DIR', () => {
  it('is made whole or not at all: a disk that takes no more leaves the words of initdb and no half cluster', async () => {
    const dataDir = await temporaryFolder();
    const plane = await runPlane('start', dataDir, { before: 'ulimit -f 1024;' }); // no file may grow beyond 512 or 1024 KiB
    expect(plane.said['error']).toBe('DataDirError');
    expect(plane.said['message']).toMatch(/^Creating the database in .* failed \(initdb exit \d+\); nothing was left behind\. It said:\n.*(File too large|File size limit)/s);
    expect((await readdir(dataDir)).filter((name) => name.startsWith('postgres') && !name.startsWith('postgres.lock'))).toEqual([]);
    const server = await startEmbeddedPostgres({ dataDir });
    expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await server.stop();
  });

  it('is made although an earlier attempt was killed half-way', async () => {
    const dataDir = await temporaryFolder();
    await mkdir(join(dataDir, 'postgres.init-abc123', 'base'), { recursive: true });
    await writeFile(join(dataDir, 'postgres.init-abc123.password'), 'left');
    await (await startEmbeddedPostgres({ dataDir })).stop();
    expect((await readdir(dataDir)).sort()).toEqual(['FORMAT', 'postgres', 'postgres.lock', 'secrets']);
  });

  it('is refused when another major version wrote it', async () => {
    const dataDir = await stopped();
    await writeFile(join(dataDir, 'postgres', 'PG_VERSION'), '17\n');
    await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow(
      `${dataDir}/postgres was written by PostgreSQL 17; this Throughline brings PostgreSQL 18. Start the Throughline that brings PostgreSQL 17, or dump`,
    );
  });

  it('is refused when its folder holds something else', async () => {
    const dataDir = await temporaryFolder();
    await mkdir(join(dataDir, 'postgres'));
    await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow('holds files but no database cluster (PG_VERSION is missing)');
  });

  it('is refused, not reset, when its password is lost', async () => {
    const dataDir = await stopped();
    await rm(secretFile(dataDir, 'postgres-superuser'));
    await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow(`The password file ${secretFile(dataDir, 'postgres-superuser')} of the database in ${dataDir}/postgres is missing.`);
    expect(await readdir(join(dataDir, 'secrets'))).toEqual([]);
  });

  it('does not start with a setting that the server does not know, says why, and lets go of the folder', async () => {
    const dataDir = await temporaryFolder();
    await expect(startEmbeddedPostgres({ dataDir, settings: { no_such_setting: '1' } })).rejects.toThrow(/ended before it was ready\. It said:\n.*unrecognized configuration parameter "no_such_setting"/s);
    await (await startEmbeddedPostgres({ dataDir })).stop();
  });
});
