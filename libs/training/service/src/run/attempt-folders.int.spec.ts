import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sweepAttemptFolders, withAttemptFolders } from './attempt-folders.ts';

describe('folders of an attempt', () => {
  it('are made anew and go with it, whether it succeeds or fails', async () => {
    const seen: string[] = [];
    await withAttemptFolders(async ({ base, input, output }) => {
      expect([existsSync(input), existsSync(output)]).toEqual([true, true]);
      seen.push(base);
    });
    await expect(withAttemptFolders(async ({ base, output }) => {
      seen.push(base);
      await writeFile(join(output, 'left'), 'x');
      throw new Error('failed');
    })).rejects.toThrow('failed');
    expect(new Set(seen).size).toBe(2);
    expect(seen.filter((base) => existsSync(base))).toEqual([]);
  });

  it('are removed after a plane that died, and only then', async () => {
    const parent = await mkdtemp(join(tmpdir(), 'training-sweep-'));
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    for (const name of [`throughline-training-${pid}-abc`, `throughline-training-${process.pid}-abc`, 'throughline-training-other', 'somebody-elses']) await mkdir(join(parent, name));
    expect(await sweepAttemptFolders(parent)).toBe(1);
    expect((await readdir(parent)).sort()).toEqual(['somebody-elses', `throughline-training-${process.pid}-abc`, 'throughline-training-other'].sort());
    await rm(parent, { recursive: true });
  });
});
