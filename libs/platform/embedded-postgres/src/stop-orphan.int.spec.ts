import { spawn, type ChildProcess } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from '../test/eventually.ts';
import { query } from '../test/query.ts';
import { runPlane } from '../test/run-plane.ts';
import { removeTemporaryFolders, temporaryFolder } from '../test/temporary-folder.ts';
import { isPostmasterOf, readPostmasterPid } from './postmaster-pid.ts';
import { chooseServerUser } from './run-as.ts';
import { startEmbeddedPostgres } from './start-embedded-postgres.ts';

const strangers: ChildProcess[] = [];
const stranger = async (program = process.execPath, args = ['-e', 'process.stdin.resume()']): Promise<ChildProcess> => {
  const child = spawn(program, args, { ...await chooseServerUser(), cwd: '/', stdio: ['pipe', 'ignore', 'ignore'] });
  strangers.push(child);
  return child;
};

afterEach(async () => {
  for (const child of strangers.splice(0)) child.kill('SIGKILL');
  await removeTemporaryFolders();
});

describe('the server that a killed plane left behind', () => {
  it('is found and stopped by the next start, and nothing acknowledged is lost', async () => {
    const dataDir = await temporaryFolder();
    const killed = await runPlane('start', dataDir);
    const { url = '', clusterDir = '', postmaster = 0 } = killed.said;
    await query(url, 'create table acknowledged as select 7 as row');
    await killed.end('SIGKILL');
    expect(await isPostmasterOf(postmaster, clusterDir)).toBe(true);

    const lines: string[] = [];
    const next = await startEmbeddedPostgres({ dataDir, log: (line) => lines.push(line) });
    expect(lines).toContain(`stopping the database server ${postmaster} that an earlier process left behind in ${clusterDir}`);
    expect(await isPostmasterOf(postmaster, clusterDir)).toBe(false);
    expect(next.pid()).not.toBe(postmaster);
    expect(await query(next.url, 'table acknowledged')).toEqual([{ row: 7 }]);
    await next.stop();
  });

  it('may itself be killed, and the next start recovers', async () => {
    const dataDir = await temporaryFolder();
    const killed = await runPlane('start', dataDir);
    const { clusterDir = '', postmaster = 0 } = killed.said;
    await killed.end('SIGKILL');
    process.kill(postmaster, 'SIGKILL');
    await eventually('the server is gone', async () => !await isPostmasterOf(postmaster, clusterDir));
    const again = await runPlane('start', dataDir); // runs recovery
    await again.end('SIGKILL');
    const next = await startEmbeddedPostgres({ dataDir });
    expect(await query(next.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await next.stop();
  });

  it('ends with a plane that exits by itself, or is told to stop', async () => {
    const dataDir = await temporaryFolder();
    for (const [signal, code] of [['SIGINT', 3], ['SIGTERM', 0]] as const) {
      const plane = await runPlane('start', dataDir);
      const { clusterDir = '', postmaster = 0 } = plane.said;
      expect(await plane.end(signal)).toBe(code);
      await eventually('the server is gone', async () => !await isPostmasterOf(postmaster, clusterDir));
      expect(await readPostmasterPid(clusterDir)).toBeUndefined();
    }
  });
});

describe('a pid file that names a stranger', () => {
  const stalePidFile = async (pid: number | undefined): Promise<string> => {
    const dataDir = await temporaryFolder();
    const server = await startEmbeddedPostgres({ dataDir });
    const text = `${pid}\n${server.clusterDir}\n1700000000\n${server.port}\n\n127.0.0.1\n\nready   \n`;
    await server.stop();
    await writeFile(join(server.clusterDir, 'postmaster.pid'), text);
    return dataDir;
  };

  it('stops no other program of the same user, and does not hinder the start', async () => {
    const other = await stranger();
    const dataDir = await stalePidFile(other.pid);
    const server = await startEmbeddedPostgres({ dataDir });
    expect(await query(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect([other.exitCode, other.signalCode]).toEqual([null, null]);
    await server.stop();
  });

  it('stops no server of another plane', async () => {
    const other = await startEmbeddedPostgres({ dataDir: await temporaryFolder() });
    const pid = other.pid();
    const server = await startEmbeddedPostgres({ dataDir: await stalePidFile(pid) });
    expect(other.pid()).toBe(pid);
    expect(await query(other.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await Promise.all([server.stop(), other.stop()]);
  });

  it('is no hindrance when the process is long gone, or the file is broken off', async () => {
    const gone = await stranger('/bin/sh', ['-c', 'exit 0']);
    await eventually('it ended', async () => gone.exitCode !== null);
    const server = await startEmbeddedPostgres({ dataDir: await stalePidFile(gone.pid) });
    await server.stop();
    await writeFile(join(server.clusterDir, 'postmaster.pid'), '');
    await expect(startEmbeddedPostgres({ dataDir: server.dataDir })).rejects.toThrow(/ended before it was ready[^]*postmaster.pid" is empty/);
  });
});
