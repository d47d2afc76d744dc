import { spawn, type ChildProcess } from 'node:child_process';
import { readdir, readFile, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildAll, eventually } from '@throughline/testing';
import { commandLine, startEmbeddedPostgres } from '@throughline/embedded-postgres';
import { LocalCluster, removeLocalCluster, SERVICES } from './index.ts';

const root = resolve(import.meta.dirname, '../../..');
const LAUNCHER = `
const { LocalCluster } = await import(process.env.MODULE);
await LocalCluster.start({ dataDir: process.env.FOLDER, datasetRoots: ['.'], trainingRoots: ['.'] });
process.stdout.write('ready');
`;
const options = (dataDir: string) => ({ dataDir, datasetRoots: [root], trainingRoots: [root], env: { LOG_LEVEL: 'warn' } });
const processesOf = async (dataDir: string): Promise<number[]> => {
  const files = (await readdir(join(dataDir, 'cluster'))).filter((file) => file.endsWith('.pid'));
  return Promise.all(files.map(async (file) => Number(await readFile(join(dataDir, 'cluster', file), 'utf8'))));
};
const alive = async (pids: readonly number[]): Promise<number> => (await Promise.all(pids.map((pid) => commandLine(pid)))).filter((line) => line.length > 0).length;

describe('the launcher of a cluster', () => {
  const folders: string[] = [];
  let launcher: ChildProcess | undefined;
  const folder = async (): Promise<string> => {
    const made = await mkdtemp(join(tmpdir(), 'throughline-launcher-'));
    folders.push(made);
    return made;
  };

  beforeAll(() => buildAll(), 180_000);
  afterAll(async () => {
    launcher?.kill('SIGKILL');
    for (const dataDir of folders) await removeLocalCluster(dataDir);
  }, 60_000);

  it('ends, when it starts, what a killed one left behind, and leaves nothing when it stops', async () => {
    const dataDir = await folder();
    launcher = spawn(process.execPath, ['--input-type=module', '--eval', LAUNCHER], {
      cwd: root, env: { ...process.env, NODE_OPTIONS: '', LOG_LEVEL: 'warn', MODULE: join(root, 'tools/local-cluster/dist/index.js'), FOLDER: dataDir }, stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    launcher.stdout!.on('data', (chunk: Buffer) => { said += chunk.toString(); });
    await eventually(() => said === 'ready' || launcher!.exitCode !== null);
    const orphans = await processesOf(dataDir);
    expect(await alive(orphans)).toBe(SERVICES.length);
    const gone = new Promise((done) => launcher!.once('exit', done));
    launcher.kill('SIGKILL');
    await gone;
    const cluster = await LocalCluster.start(options(dataDir));
    try {
      expect(await alive(orphans)).toBe(0);
      expect(await alive(await processesOf(dataDir))).toBe(SERVICES.length);
    } finally {
      await cluster.stop();
    }
    expect(await processesOf(dataDir)).toEqual([]);
  }, 240_000);

  it('leaves nothing behind when a process does not come up, and frees the folder', async () => {
    const dataDir = await folder();
    await expect(LocalCluster.start({ ...options(dataDir), route: (name): Record<string, string> => (name === 'registry' ? { LOG_LEVEL: 'loud' } : {}) }))
      .rejects.toThrow(/registry ended \(78\) before it was ready[\s\S]*LOG_LEVEL/);
    expect(await processesOf(dataDir)).toEqual([]);
    await removeLocalCluster(dataDir);
  }, 120_000);

  it('does not run on the folder of an all-in-one plane', async () => {
    const dataDir = await folder();
    await (await startEmbeddedPostgres({ dataDir })).stop();
    await expect(LocalCluster.start(options(dataDir))).rejects.toThrow('belongs to an all-in-one plane');
  }, 60_000);
});
