import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { link, mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Digest } from '@throughline/kernel';
import { DIGEST_PATTERN } from '@throughline/kernel';
import type { BlobContent, BlobStore, ByteRange, StoredBlob, StoredTree } from './blob-store.ts';
import { BlobCorrupt, BlobNotFound, TreeRefused } from './blob-store.ts';
import { filesBelow, readListing, writeListing } from './tree-listing.ts';

const shape = new RegExp(DIGEST_PATTERN);
const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

const chunksOf = (content: BlobContent): AsyncIterable<Uint8Array> | Iterable<Uint8Array> => {
  if (typeof content === 'string') return [Buffer.from(content, 'utf8')];
  return content instanceof Uint8Array ? [content] : content;
};

/** Ends with an error instead of its last bytes' acknowledgement when what flowed through is not what the digest names. */
const verifying = (digest: Digest): Transform => {
  const hash = createHash('sha256');
  return new Transform({
    transform(chunk: Buffer, _, done) { hash.update(chunk); done(null, chunk); },
    flush(done) {
      const found = `sha256:${hash.digest('hex')}`;
      done(found === digest ? null : new BlobCorrupt(digest, found));
    },
  });
};

/** Blobs as files of one folder: `<first two digits>/<64 digits>`. Any number of processes may share it. */
export class FolderBlobStore implements BlobStore {
  readonly #folder: string;
  // Ranges cannot be verified by themselves, so the whole is, once for each state of the file.
  readonly #verified = new Map<Digest, string>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  async put(content: BlobContent): Promise<StoredBlob> {
    const drafts = join(this.#folder, 'drafts');
    await mkdir(drafts, { recursive: true });
    const draft = join(drafts, randomUUID());
    try {
      const stored = await this.#write(draft, content);
      const target = this.#path(stored.digest);
      await mkdir(dirname(target), { recursive: true });
      // A link, unlike a rename, leaves a blob alone that is there already.
      await link(draft, target).catch((error: NodeJS.ErrnoException) => { if (error.code !== 'EEXIST') throw error; });
      await this.#flushFolder(dirname(target));
      return stored;
    } finally {
      await rm(draft, { force: true });
    }
  }

  async get(digest: Digest, range?: ByteRange): Promise<Readable> {
    const size = await this.size(digest);
    if (!range) return this.#whole(digest);
    const { start, end } = range;
    if (!(Number.isSafeInteger(start) && Number.isSafeInteger(end) && start >= 0 && start < end && end <= size)) {
      throw new RangeError(`bytes ${start}–${end} are not within the ${size} bytes of ${digest}`);
    }
    await this.#verify(digest);
    return createReadStream(this.#path(digest), { start, end: end - 1 });
  }

  async has(digest: Digest): Promise<boolean> {
    return stat(this.#path(digest)).then(() => true, (error: unknown) => { if (isMissing(error)) return false; throw error; });
  }

  async size(digest: Digest): Promise<number> {
    return stat(this.#path(digest)).then(({ size }) => size, (error: unknown) => { throw isMissing(error) ? new BlobNotFound(digest) : error; });
  }

  async putTree(folder: string): Promise<StoredTree> {
    const entries = [];
    for (const path of await filesBelow(folder)) {
      const { digest, size } = await this.put(createReadStream(join(folder, path)));
      entries.push({ path, sha256: digest.slice('sha256:'.length), size });
    }
    if (entries.length === 0) throw new TreeRefused(`${folder} holds no file`);
    const { digest } = await this.put(writeListing(entries));
    return { digest, files: entries.length, size: entries.reduce((sum, { size }) => sum + size, 0) };
  }

  async getTree(digest: Digest, target: string): Promise<StoredTree> {
    const entries = readListing(await this.#text(digest));
    await mkdir(target, { recursive: true });
    if ((await readdir(target)).length > 0) throw new TreeRefused(`${target} is not empty`);
    for (const { path, sha256 } of entries) {
      const file = join(target, path);
      await mkdir(dirname(file), { recursive: true });
      await pipeline(await this.get(`sha256:${sha256}`), createWriteStream(file, { flags: 'wx' }));
    }
    return { digest, files: entries.length, size: entries.reduce((sum, { size }) => sum + size, 0) };
  }

  async #write(file: string, content: BlobContent): Promise<StoredBlob> {
    const hash = createHash('sha256');
    let size = 0;
    const handle = await open(file, 'wx');
    try {
      for await (const chunk of chunksOf(content)) {
        hash.update(chunk);
        size += chunk.byteLength;
        await handle.appendFile(chunk);
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    return { digest: `sha256:${hash.digest('hex')}`, size };
  }

  // Without it the name may be lost in a power cut although the bytes are not. Windows cannot open folders and does it by itself.
  async #flushFolder(folder: string): Promise<void> {
    if (process.platform === 'win32') return;
    const handle = await open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  }

  #whole(digest: Digest): Readable {
    const source = createReadStream(this.#path(digest));
    const checked = verifying(digest);
    source.on('error', (error) => checked.destroy(error));
    checked.on('close', () => source.destroy());
    return source.pipe(checked);
  }

  async #verify(digest: Digest): Promise<void> {
    const { mtimeMs, size, ino } = await stat(this.#path(digest));
    const state = `${ino}:${size}:${mtimeMs}`;
    if (this.#verified.get(digest) === state) return;
    for await (const _ of this.#whole(digest)) { /* only the end counts */ }
    this.#verified.set(digest, state);
  }

  async #text(digest: Digest): Promise<string> {
    const chunks: Buffer[] = [];
    for await (const chunk of await this.get(digest)) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks).toString('utf8');
  }

  #path(digest: Digest): string {
    // Digests come from callers: none may name a file outside.
    if (!shape.test(digest)) throw new BlobNotFound(JSON.stringify(digest));
    const hex = digest.slice('sha256:'.length);
    return join(this.#folder, hex.slice(0, 2), hex);
  }
}
