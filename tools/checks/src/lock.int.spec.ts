import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const lock = pathToFileURL(resolve(import.meta.dirname, '../../run/lock.mjs')).href;
const name = `spec-${process.pid}`;

const run = (body: string): ChildProcess => spawn(process.execPath, ['--input-type=module', '-e', `
  import { readFileSync, writeFileSync } from 'node:fs';
  import { withLock } from '${lock}';
  ${body}`], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NODE_OPTIONS: '' } });
const ended = async (child: ChildProcess) => ((await once(child, 'exit')) as [number | null])[0];

describe('the lock of installing and building', () => {
  let folder: string;
  beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'lock-')); });
  afterEach(() => rm(folder, { recursive: true }));

  it('lets one process work at a time, also after a holder was killed', async () => {
    const file = join(folder, 'counter');
    await writeFile(file, '0');

    const holder = run(`await withLock('${name}', () => { process.stdout.write('held'); return new Promise(() => setInterval(() => {}, 1000)); });`);
    await once(holder.stdout!, 'data');

    // Reads and writes with a pause between, so that two at once would lose a step.
    const step = `const n = Number(readFileSync(${JSON.stringify(file)}, 'utf8')); await new Promise((done) => setTimeout(done, 5)); writeFileSync(${JSON.stringify(file)}, String(n + 1));`;
    const workers = Array.from({ length: 4 }, () => run(`for (let i = 0; i < 5; i++) await withLock('${name}', async () => { ${step} });`));
    const codes = Promise.all(workers.map(ended));
    await Promise.all(workers.map((worker) => once(worker.stderr!, 'data'))); // each says that it waits
    expect(await readFile(file, 'utf8')).toBe('0');

    holder.kill('SIGKILL');
    expect(await codes).toEqual([0, 0, 0, 0]);
    expect(await readFile(file, 'utf8')).toBe('20');
  });

  it('is free again after work that failed', async () => {
    const child = run(`
      await withLock('${name}', () => { throw new Error('no'); }).catch(() => {});
      await withLock('${name}', () => {});`);
    expect(await ended(child)).toBe(0);
  });
});
