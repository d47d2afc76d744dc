import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Readable } from 'node:stream';
import type { Digest } from '@throughline/kernel';
import { sha256 } from '@throughline/kernel';
import { BlobCorrupt, BlobNotFound, TreeRefused } from './blob-store.ts';
import { openBlobStore } from './open-blob-store.ts';

const absent: Digest = `sha256:${'0'.repeat(64)}`;
const textOf = async (stream: Readable): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
};

describe('folder blob store', () => {
  let root: string;
  const store = () => openBlobStore(pathToFileURL(join(root, 'blobs')).href);
  const fileOf = (digest: Digest) => join(root, 'blobs', digest.slice(7, 9), digest.slice(7));
  const write = async (path: string, text: string) => { await mkdir(join(root, path, '..'), { recursive: true }); await writeFile(join(root, path), text); };

  beforeEach(async () => { root = await mkdtemp(join(tmpdir(), 'throughline-blobs-')); });
  afterEach(() => rm(root, { recursive: true, force: true }));

  it('gives content back under its digest, whole and by range', async () => {
    const stored = await store().put([Buffer.from('hello '), Buffer.from('world')]);
    expect(stored).toEqual({ digest: sha256('hello world'), size: 11 });
    expect(await textOf(await store().get(stored.digest))).toBe('hello world');
    expect(await textOf(await store().get(stored.digest, { start: 6, end: 11 }))).toBe('world');
    expect(await store().has(stored.digest)).toBe(true);
    expect(await store().size(stored.digest)).toBe(11);
  });

  it('stores the empty content', async () => {
    const { digest, size } = await store().put('');
    expect([digest, size, await textOf(await store().get(digest))]).toEqual([sha256(''), 0, '']);
  });

  it('stores the same content once, also from many writers at a time, and leaves no draft', async () => {
    const stored = await Promise.all(Array.from({ length: 8 }, () => store().put('same')));
    expect(new Set(stored.map(({ digest }) => digest)).size).toBe(1);
    expect(await readdir(join(root, 'blobs', 'drafts'))).toEqual([]);
  });

  it('keeps nothing of content that breaks off', async () => {
    const broken = async function* () { yield Buffer.from('half'); throw new Error('gone'); };
    await expect(store().put(broken())).rejects.toThrow('gone');
    expect(await store().has(sha256('half'))).toBe(false);
    expect(await readdir(join(root, 'blobs', 'drafts'))).toEqual([]);
  });

  it('says that a blob is not there', async () => {
    await expect(store().get(absent)).rejects.toThrow(BlobNotFound);
    await expect(store().size(absent)).rejects.toThrow(BlobNotFound);
    expect(await store().has(absent)).toBe(false);
  });

  it.each(['../../etc/passwd', 'sha256:../../x', 'sha256:abc'])('takes %s for no digest', async (name) => {
    await expect(store().get(name as Digest)).rejects.toThrow(BlobNotFound);
  });

  it.each([[0, 12], [11, 12], [5, 5], [-1, 3], [0.5, 2]])('refuses the range %d–%d', async (start, end) => {
    const { digest } = await store().put('hello world');
    await expect(store().get(digest, { start, end })).rejects.toThrow(RangeError);
  });

  it('ends in an error when bytes on disk were changed, whole and by range', async () => {
    const blobs = store();
    const { digest } = await blobs.put('hello world');
    await textOf(await blobs.get(digest, { start: 0, end: 1 }));
    await chmod(fileOf(digest), 0o644);
    await writeFile(fileOf(digest), 'hello w0rld!');
    await expect(blobs.get(digest).then(textOf)).rejects.toThrow(BlobCorrupt);
    await expect(blobs.get(digest, { start: 0, end: 1 })).rejects.toThrow(BlobCorrupt);
  });

  it('stores a folder under the digest of its sorted listing, and writes it again', async () => {
    await write('code/train.mjs', 'go');
    await write('code/lib/a.mjs', 'a');
    await write('code/lib.mjs', '');
    const line = (path: string, text: string) => `${path}\0${createHash('sha256').update(text).digest('hex')}\0${text.length}\n`;
    const listing = line('lib.mjs', '') + line('lib/a.mjs', 'a') + line('train.mjs', 'go');
    const stored = await store().putTree(join(root, 'code'));
    expect(stored).toEqual({ digest: sha256(listing), files: 3, size: 3 });
    expect(await store().getTree(stored.digest, join(root, 'copy'))).toEqual(stored);
    expect(await readFile(join(root, 'copy/lib/a.mjs'), 'utf8')).toBe('a');
    expect(await store().putTree(join(root, 'copy'))).toEqual(stored);
  });

  it('refuses links, empty folders, full targets and blobs that are no folder', async () => {
    await mkdir(join(root, 'empty'));
    await expect(store().putTree(join(root, 'empty'))).rejects.toThrow(TreeRefused);
    await write('code/a', 'a');
    const { digest } = await store().putTree(join(root, 'code'));
    await expect(store().getTree(digest, join(root, 'code'))).rejects.toThrow(/not empty/);
    await symlink('/etc/passwd', join(root, 'code/link'));
    await expect(store().putTree(join(root, 'code'))).rejects.toThrow(/is a link/);
    const { digest: plain } = await store().put('no folder');
    await expect(store().getTree(plain, join(root, 'x'))).rejects.toThrow(TreeRefused);
    const { digest: escaping } = await store().put(`../x\0${'0'.repeat(64)}\x001\n`);
    await expect(store().getTree(escaping, join(root, 'y'))).rejects.toThrow(/leaves its folder/);
  });

  it('knows no other scheme yet', () => expect(() => openBlobStore('s3://bucket')).toThrow(/scheme s3/));
});
