import { mkdir, mkdtemp, readFile, realpath, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderBlobStore } from '@throughline/blob-store';
import type { Digest } from '@throughline/kernel';
import { copyProgram, PROGRAM_BYTES_LIMIT } from './copy-program.ts';

describe('the copy of a program', () => {
  let place: string;
  let blobs: FolderBlobStore;
  const roots = () => [join(place, 'nowhere'), join(place, 'root')];
  const copied = (folder: string) => copyProgram(blobs, roots(), folder);

  beforeEach(async () => {
    place = await realpath(await mkdtemp(join(tmpdir(), 'training-programs-')));
    blobs = new FolderBlobStore(join(place, 'blobs'));
    await mkdir(join(place, 'root', 'programs', 'lib'), { recursive: true });
    await writeFile(join(place, 'root', 'programs', 'train.mjs'), 'one');
    await writeFile(join(place, 'root', 'programs', 'lib', 'fit.mjs'), 'two');
    await mkdir(join(place, 'outside'));
    await writeFile(join(place, 'outside', 'secret.mjs'), 'three');
  });
  afterEach(() => rm(place, { recursive: true, force: true }));

  it('is whole, and keeps what the folder held when it was made', async () => {
    const { codeDigest } = await copied('programs') as { codeDigest: Digest };
    await writeFile(join(place, 'root', 'programs', 'train.mjs'), 'changed');
    await blobs.getTree(codeDigest, join(place, 'again'));
    expect(await readFile(join(place, 'again', 'train.mjs'), 'utf8')).toBe('one');
    expect(await readFile(join(place, 'again', 'lib', 'fit.mjs'), 'utf8')).toBe('two');
    expect(await copied('programs')).not.toEqual({ folder: 'programs', codeDigest });
  });

  it.each([
    ['../outside', 'it leads out of the training roots'],
    ['programs/../../outside', 'it leads out of the training roots'],
    ['/etc', 'it must be named by a path relative to a training root'],
    ['C:\\programs', 'it must be named by a path relative to a training root'],
    ['x'.repeat(300), 'no such folder in any of the 2 training roots'],
    ['missing', 'no such folder in any of the 2 training roots'],
    ['programs/train.mjs', 'it is no folder'],
    ['programs\0', 'its name holds a zero byte'],
  ])('is not made of %j', async (folder, problem) => {
    expect(await copied(folder)).toEqual({ folder, problem });
  });

  it('is not made through a link, neither to the folder nor within it', async () => {
    await symlink(join(place, 'outside'), join(place, 'root', 'link'));
    expect(await copied('link')).toEqual({ folder: 'link', problem: 'it is a link that leads out of the training roots' });
    await symlink(join(place, 'outside', 'secret.mjs'), join(place, 'root', 'programs', 'secret.mjs'));
    expect(await copied('programs')).toMatchObject({ problem: expect.stringContaining('secret.mjs is a link') });
  });

  it('is not made of nothing, nor of too much', async () => {
    await mkdir(join(place, 'root', 'empty'));
    expect(await copied('empty')).toMatchObject({ problem: expect.stringContaining('holds no file') });
    await writeFile(join(place, 'root', 'programs', 'big'), '');
    await truncate(join(place, 'root', 'programs', 'big'), PROGRAM_BYTES_LIMIT);
    expect(await copied('programs')).toEqual({ folder: 'programs', problem: `it holds ${PROGRAM_BYTES_LIMIT + 6} bytes, at most ${PROGRAM_BYTES_LIMIT} are copied` });
  });
});
