import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const until = async (met: () => boolean | Promise<boolean>): Promise<void> => {
  const deadline = Date.now() + 20_000;
  while (!(await met())) {
    if (Date.now() > deadline) throw new Error('the condition was not met in 20 seconds');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

it('ends with its parent and takes its half-written folder along', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'data-engine-parent-'));
  const source = new URL('./run-data-job.ts', import.meta.url).href;
  const program = `
    import { runDataJob } from ${JSON.stringify(source)};
    runDataJob({ inputs: {}, limits: { memoryMb: 64, threads: 1, seconds: 60 }, outputDir: ${JSON.stringify(join(dir, 'out'))},
      onStarted: (pid) => console.log('pid', pid), onProgress: ({ statement }) => console.log('at', statement),
      statements: [{ kind: 'file', name: 'endless', sql: 'SELECT sum(a.range * b.range) AS s FROM range(10000000) a, range(1000000) b', file: 'a.parquet' }] });`;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'], env: { PATH: process.env.PATH, NODE_OPTIONS: '' } });
  let said = '';
  parent.stdout.setEncoding('utf8').on('data', (text: string) => { said += text; });
  try {
    await until(() => said.includes('at endless'));
    const pid = Number(/pid (\d+)/.exec(said)?.[1]);
    expect(isAlive(pid)).toBe(true);
    parent.kill('SIGKILL');
    await until(() => !isAlive(pid));
    expect(await readdir(dir)).toEqual([]);
  } finally {
    parent.kill('SIGKILL');
    await rm(dir, { recursive: true, force: true });
  }
});
