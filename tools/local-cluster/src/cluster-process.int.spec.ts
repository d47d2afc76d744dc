import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@throughline/embedded-postgres';
import { ClusterProcess } from './cluster-process.ts';
import { endOrphans } from './orphans.ts';

const PROGRAM = `import { createServer } from 'node:http';
if (process.env.BROKEN) { console.error('PORT is wrong'); process.exit(78); }
process.on('SIGTERM', () => process.exit(process.env.EXIT_CODE ?? 0));
createServer((_, response) => response.end('ok')).listen(Number(process.env.PORT), '127.0.0.1');
`;
const aliveOf = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe('a process of the cluster', () => {
  let folder: string;
  const strangers: ChildProcess[] = [];
  const made: ClusterProcess[] = [];
  const create = async (name: string, env: Record<string, string> = {}): Promise<ClusterProcess> => {
    const port = await freePort();
    const process = new ClusterProcess({ name, folder, port, program: join(folder, 'program.mjs'), env: { PORT: String(port), ...env }, log: () => undefined });
    made.push(process);
    return process;
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'throughline-process-'));
    await writeFile(join(folder, 'program.mjs'), PROGRAM);
  });
  afterAll(async () => {
    await Promise.all(made.map((process) => process.stop()));
    for (const stranger of strangers) stranger.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });

  it('starts, ends and starts again on the same port', async () => {
    const child = await create('one');
    await child.start();
    const [pid, url] = [child.pid, child.url];
    expect(await child.isReady()).toBe(true);
    await expect(child.start()).rejects.toThrow('one runs already');
    expect(await child.end('SIGKILL')).toBe('SIGKILL');
    expect({ pid: child.pid, ready: await child.isReady(), memory: child.peakMemory() }).toEqual({ pid: undefined, ready: false, memory: null });
    await child.start();
    expect({ same: child.pid === pid, url: child.url, ready: await child.isReady() }).toEqual({ same: false, url, ready: true });
    expect(await child.end('SIGTERM')).toBe(0);
  });

  it('is stopped even while it is paused', async () => {
    const child = await create('paused', { EXIT_CODE: '3' });
    await child.start();
    child.signal('SIGSTOP');
    await child.stop();
    expect(child.running).toBe(false);
    expect(() => child.signal('SIGSTOP')).toThrow('paused does not run');
  });

  it('says why it did not become ready', async () => {
    const child = await create('broken', { BROKEN: '1' });
    await expect(child.start()).rejects.toThrow(/broken ended \(78\) before it was ready\. Its log .*broken\.log ends with:\nPORT is wrong/);
    const aborted = await create('aborted');
    await expect(aborted.start(AbortSignal.abort(new Error('no longer wanted')))).rejects.toThrow('no longer wanted');
    await aborted.stop();
  });

  it('is ended by the next launcher when its own was killed, and nobody else is', async () => {
    const child = await create('orphan');
    await child.start();
    const stranger = spawn(process.execPath, ['--eval', 'setInterval(() => undefined, 1000)'], { stdio: 'ignore' });
    strangers.push(stranger);
    await writeFile(join(folder, 'recycled.pid'), `${stranger.pid}\n`);
    await writeFile(join(folder, 'broken-off.pid'), '');
    const said: string[] = [];
    await endOrphans(folder, (line) => said.push(line));
    expect(said).toEqual([expect.stringMatching(/^ending orphan, process \d+/)]);
    expect({ stranger: aliveOf(stranger.pid!), files: ['orphan', 'recycled', 'broken-off'].filter((name) => existsSync(join(folder, `${name}.pid`))) }).toEqual({ stranger: true, files: [] });
    expect(await child.end('SIGTERM')).toBe('SIGKILL');
  });
});
