import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@throughline/testing';
import { writeMaterial } from '../workload/material.ts';
import { programsOf } from './kill-training.ts';

describe('programs of the workload', () => {
  let folder: string;
  beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'throughline-material-')); });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('are known by their marks while they run, and take them along, also when they end because their service does', async () => {
    const { marks } = await writeMaterial(folder);
    const [parameters, input] = [join(folder, 'parameters.json'), join(folder, 'input')];
    await writeFile(parameters, JSON.stringify({ marks, milliseconds: 600_000 }));
    await mkdir(input);
    await writeFile(join(input, 'table.csv'), 'row_number,late\n1,true\n');
    const child = spawn(process.execPath, ['train.mjs'], {
      cwd: join(folder, 'program'), stdio: ['pipe', 'ignore', 'inherit'],
      env: { THROUGHLINE_INPUT_DIR: input, THROUGHLINE_OUTPUT_DIR: folder, THROUGHLINE_PARAMETERS: parameters },
    });
    const ended = once(child, 'exit');
    try {
      await eventually(() => programsOf(marks), (pids) => pids.includes(child.pid!));
      child.stdin.end();
      expect(await ended).toEqual([1, null]);
      expect(await readdir(marks)).toEqual([]);
    } finally {
      child.kill('SIGKILL');
    }
  });

  it('are not whoever has the pid of a mark that was left behind', async () => {
    await writeFile(join(folder, String(process.pid)), '');
    expect(await programsOf(folder)).toEqual([]);
  });
});
