import { chown, cp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { copyPackage, OTHER_UID, wayOfOtherUser } from '../test/other-user.ts';
import { query } from '../test/query.ts';
import { runPlane } from '../test/run-plane.ts';
import { removeTemporaryFolders, temporaryFolder } from '../test/temporary-folder.ts';
import { chooseServerUser } from './run-as.ts';
import { startEmbeddedPostgres } from './start-embedded-postgres.ts';

afterEach(removeTemporaryFolders);

const asRoot = process.getuid?.() === 0;
const ownerOf = async (path: string) => (await stat(path)).uid;

describe('the user of the server', () => {
  it('is never root, and owns the cluster', async () => {
    const folder = await temporaryFolder();
    const before = await stat(folder);
    const server = await startEmbeddedPostgres({ dataDir: join(folder, 'data') });
    const uid = (await chooseServerUser())?.uid ?? process.getuid?.();
    expect(uid).not.toBe(0);
    expect(await ownerOf(`/proc/${server.pid()}`)).toBe(uid);
    expect(await ownerOf(server.clusterDir)).toBe(uid);
    expect(server.clusterDir).toBe(join(folder, 'data', 'postgres'));
    const after = await stat(folder);
    expect([after.mode, after.uid]).toEqual([before.mode, before.uid]);
    await server.stop();
  });
});

// Only root can become another user; a plain user runs all other suites as who he is.
if (asRoot) describe('started by root', () => {
  it('falls back to nobody, and says what to do when there is no user at all', async () => {
    expect(await chooseServerUser(['no-such-user', 'nobody'])).toEqual({ uid: await idOf('nobody', 2), gid: await idOf('nobody', 3) });
    await expect(chooseServerUser(['no-such-user'])).rejects.toThrow('none of the users no-such-user. Create one, or start as another user.');
  });

  it('puts the cluster under the shared home when its user cannot reach DATA_DIR, finds it again, and removes it', async () => {
    const sharedHome = join(await temporaryFolder(), 'shared');
    const dataDir = join(await temporaryFolder(0o700), 'data');
    const first = await startEmbeddedPostgres({ dataDir, sharedHome });
    expect(dirname(dirname(first.clusterDir))).toBe(sharedHome);
    expect(await readFile(join(dataDir, 'postgres.location'), 'utf8')).toBe(`${dirname(first.clusterDir)}\n`);
    await query(first.url, 'create table kept as select 1 as one');
    await first.stop();
    const second = await startEmbeddedPostgres({ dataDir, sharedHome });
    expect(await query(second.url, 'table kept')).toEqual([{ one: 1 }]);

    await cp(dataDir, `${dataDir}-copy`, { recursive: true });
    await expect(startEmbeddedPostgres({ dataDir: `${dataDir}-copy`, sharedHome })).rejects.toThrow(`The database in ${dirname(first.clusterDir)} is in use by process ${process.pid}`);
    expect((await stat(dirname(dataDir))).mode & 0o777).toBe(0o700);
    await second.stop();
    await removeTemporaryFolders();
    await expect(stat(first.clusterDir)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('copies the programs too when its user cannot reach them, once', async () => {
    const sharedHome = join(await temporaryFolder(), 'shared');
    const hidden = await temporaryFolder(0o700);
    const packageDir = await copyPackage(hidden);
    const dataDir = join(hidden, 'data');
    const copies: number[] = [];
    for (const round of [1, 2]) {
      const plane = await runPlane('start', dataDir, { packageDir, sharedHome });
      expect(plane.said['message']).toBeUndefined();
      expect(await query(plane.said['url'] ?? '', `select ${round} as round`)).toEqual([{ round }]);
      const program = (await readFile(`/proc/${plane.said.postmaster}/cmdline`, 'utf8')).split('\0')[0] ?? '';
      expect(program).toMatch(new RegExp(`^${sharedHome}/server-[^/]+/bin/postgres$`));
      copies.push((await stat(program)).ino);
      expect(await plane.end('SIGTERM')).toBe(0);
    }
    expect(copies[0]).toBe(copies[1]);
    expect((await readdir(sharedHome)).map((name) => name.split('-')[0]).sort()).toEqual(['plane', 'server']);
  });

  it('refuses when the cluster that DATA_DIR points to is gone', async () => {
    const dataDir = await temporaryFolder();
    await writeFile(join(dataDir, 'postgres.location'), '/nowhere/plane-1\n');
    await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow('says that the database lies in /nowhere/plane-1, which is not there. Restore');
    await rm(join(dataDir, 'postgres.location'));
  });

  it('carries on a cluster of a plain user as that user, who can then carry on himself', async () => {
    const dataDir = await temporaryFolder();
    await chown(dataDir, OTHER_UID, OTHER_UID);
    const way = await wayOfOtherUser();
    const his = await runPlane('start', dataDir, way);
    expect(his.said['message']).toBeUndefined();
    await query(his.said['url'] ?? '', 'create table his as select 1 as one');
    expect(await ownerOf(`/proc/${his.said.postmaster}`)).toBe(OTHER_UID);
    await his.end('SIGKILL');

    const roots = await startEmbeddedPostgres({ dataDir });
    expect(await query(roots.url, 'table his')).toEqual([{ one: 1 }]);
    expect(await ownerOf(`/proc/${roots.pid()}`)).toBe(OTHER_UID);
    await roots.stop();
    const again = await runPlane('start', dataDir, way);
    expect(await query(again.said['url'] ?? '', 'table his')).toEqual([{ one: 1 }]);
    expect(await again.end('SIGTERM')).toBe(0);
  });

  it('leaves a plain user with a clear word on a folder that is not his', async () => {
    const dataDir = await temporaryFolder();
    const way = await wayOfOtherUser();
    expect((await runPlane('start', dataDir, way)).said['message']).toMatch(/^DATA_DIR .* cannot be used: EACCES.*Choose a folder that this user may write to\.$/);
    await (await startEmbeddedPostgres({ dataDir })).stop();
    await chown(dataDir, OTHER_UID, OTHER_UID);
    expect((await runPlane('start', dataDir, way)).said['message']).toMatch(/cannot be locked: .* Does it belong to another user\?$/);
  });
});

const idOf = async (name: string, field: number): Promise<number> =>
  Number((await readFile('/etc/passwd', 'utf8')).split('\n').find((line) => line.startsWith(`${name}:`))?.split(':')[field]);
