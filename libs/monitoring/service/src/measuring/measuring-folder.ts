import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Digest } from '@throughline/kernel';
import { BlobNotFound, type BlobStore } from '@throughline/blob-store';
import { MeasuringFailed } from './measuring-failed.ts';

/** A temporary folder of one measurement: blobs that the data engine reads, and what it writes. */
export class MeasuringFolder {
  readonly path: string;
  readonly roots: readonly string[];
  private readonly blobs: BlobStore;
  private readonly copies = new Map<Digest, Promise<string>>();

  private constructor(path: string, roots: readonly string[], blobs: BlobStore) {
    this.path = path;
    this.roots = roots;
    this.blobs = blobs;
  }

  static async use<T>(roots: readonly string[], blobs: BlobStore, work: (folder: MeasuringFolder) => Promise<T>): Promise<T> {
    const path = await mkdtemp(join(tmpdir(), 'throughline-measure-'));
    try {
      return await work(new MeasuringFolder(path, roots, blobs));
    } finally {
      await rm(path, { recursive: true, force: true });
    }
  }

  /** Path of a blob's copy. */
  blob(digest: Digest): Promise<string> {
    const known = this.copies.get(digest) ?? this.copy(digest);
    this.copies.set(digest, known);
    return known;
  }

  private async copy(digest: Digest): Promise<string> {
    const path = join(this.path, `${digest.replace(':', '-')}.parquet`);
    try {
      await pipeline(await this.blobs.get(digest), createWriteStream(path, { flags: 'wx' }));
    } catch (error) {
      throw error instanceof BlobNotFound ? new MeasuringFailed(error.message) : error;
    }
    return path;
  }
}
