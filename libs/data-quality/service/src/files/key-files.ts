import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { BlobStore } from '@throughline/blob-store';
import type { ContextInfrastructure } from '@throughline/context';
import { infrastructureToken } from '@throughline/context';
import { runDataJob, type DataInput, type DataJobLimits } from '@throughline/data-engine';
import type { KeyFile } from '@throughline/data-quality-domain';
import type { Digest } from '@throughline/kernel';
import { DATA_JOB_LIMITS } from './data-job-limits.ts';

/** Writes blobs to files of a folder, under the digits of their digests, once each. @returns their paths, in order @throws BlobNotFound */
export const writeKeyFiles = async (blobs: BlobStore, digests: readonly Digest[], folder: string): Promise<string[]> => {
  const paths: string[] = [];
  for (const digest of new Set(digests)) {
    const path = join(folder, `${digest.slice('sha256:'.length)}.parquet`);
    await pipeline(await blobs.get(digest), createWriteStream(path, { flags: 'wx' }));
    paths.push(path);
  }
  return paths;
};

/** Files of row numbers in the blob store. */
@Injectable()
export class KeyFiles {
  private readonly blobs: BlobStore;

  constructor(@Inject(infrastructureToken('data-quality')) { blobs }: ContextInfrastructure, @Inject(DATA_JOB_LIMITS) private readonly limits: DataJobLimits) {
    this.blobs = blobs;
  }

  /** One file of all row numbers of several, ascending, each once: the same rows make the same file. */
  async union(digests: readonly Digest[]): Promise<KeyFile> {
    const folder = await mkdtemp(join(tmpdir(), 'throughline-keys-'));
    try {
      const paths = await writeKeyFiles(this.blobs, digests, folder);
      const inputs = Object.fromEntries(paths.map((path, index): [string, DataInput] => [`keys_${index}`, { kind: 'file', path, format: 'parquet' }]));
      const sql = `${Object.keys(inputs).map((name) => `SELECT row_number FROM ${name}`).join(' UNION ')} ORDER BY 1`;
      const { files } = await runDataJob({
        inputs, limits: { ...this.limits, threads: 1 }, outputDir: join(folder, 'out'),
        statements: [{ kind: 'file', name: 'keys', sql: paths.length > 1 ? sql : `SELECT DISTINCT row_number FROM keys_0 ORDER BY 1`, file: 'keys.parquet' }],
      });
      const file = files['keys']!;
      return { ...await this.blobs.put(createReadStream(file.path)), rows: file.rows };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}
