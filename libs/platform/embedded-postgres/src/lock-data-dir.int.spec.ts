import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runPlane } from '../test/run-plane.ts';
import { removeTemporaryFolders, temporaryFolder } from '../test/temporary-folder.ts';
import { lockDataDir } from './lock-data-dir.ts';

afterEach(removeTemporaryFolders);

describe('the lock on DATA_DIR', () => {
  it('refuses a second process and names the first, the folder and the way out', async () => {
    const folder = await temporaryFolder();
    const first = await runPlane('lock', folder);
    await expect(lockDataDir(folder)).rejects.toThrow(
      `DATA_DIR ${folder} is in use by process ${first.pid}. Stop that process, or start this one with another DATA_DIR.`,
    );
    await first.end('SIGKILL');
  });

  it('is free again as soon as its holder is killed', async () => {
    const folder = await temporaryFolder();
    const first = await runPlane('lock', folder);
    await first.end('SIGKILL');
    const lock = await lockDataDir(folder);
    const second = await runPlane('lock', folder);
    expect(second.said).toEqual({ error: 'DataDirError', message: expect.stringContaining(`process ${process.pid}.`) });
    await lock.release();
    const third = await runPlane('lock', folder);
    expect(third.said['pid']).toBe(third.pid);
    await third.end('SIGKILL');
  });

  it('refuses a second holder in the same process, and lets go once', async () => {
    const folder = await temporaryFolder();
    const lock = await lockDataDir(folder);
    await expect(lockDataDir(folder)).rejects.toThrow('is in use by process');
    await lock.release();
    await lock.release();
    await (await lockDataDir(folder)).release();
  });

  it('creates the folder, and says what is wrong with a path that can be none', async () => {
    const folder = await temporaryFolder();
    await (await lockDataDir(join(folder, 'a', 'b'))).release();
    await writeFile(join(folder, 'file'), '');
    await expect(lockDataDir(join(folder, 'file', 'data'))).rejects.toThrow(/DATA_DIR .*file\/data cannot be used: .*Choose a folder/);
  });
});
