import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { FolderBlobStore } from '@throughline/blob-store';
import { runDataJob, type DataRow } from '@throughline/data-engine';
import type { Digest } from '@throughline/kernel';

const limits = { memoryMb: 512, threads: 2, seconds: 60 };

export interface MadeFile {
  /** Relative to the dataset root. */
  readonly file: string;
  readonly path: string;
  readonly sha256: Digest;
  /** Bytes. */
  readonly size: number;
}

/** A folder of a bench's own: the only dataset root, the only training root and the blobs. */
export class BenchFiles {
  readonly folder: string;
  readonly datasetRoot: string;
  readonly trainingRoot: string;
  readonly blobRoot: string;
  readonly blobs: FolderBlobStore;

  private constructor(folder: string) {
    this.folder = folder;
    this.datasetRoot = join(folder, 'datasets');
    this.trainingRoot = join(folder, 'training');
    this.blobRoot = join(folder, 'blobs');
    this.blobs = new FolderBlobStore(this.blobRoot);
  }

  static async create(): Promise<BenchFiles> {
    const files = new BenchFiles(await mkdtemp(join(tmpdir(), 'throughline-bench-')));
    await mkdir(files.datasetRoot);
    await mkdir(files.trainingRoot);
    return files;
  }

  /** Rows of a statement as a file of the dataset root. */
  async parquet(name: string, sql: string): Promise<MadeFile> {
    const { files } = await runDataJob({ inputs: {}, limits, outputDir: join(this.datasetRoot, name), statements: [{ kind: 'file', name: 'made', sql, file: 'data.parquet' }] });
    const { path, sha256, size } = files['made']!;
    return { file: join(name, 'data.parquet'), path, sha256: `sha256:${sha256}`, size };
  }

  /** Rows of a statement as a Parquet blob. */
  async parquetBlob(name: string, sql: string): Promise<Digest> {
    const { path } = await this.parquet(name, sql);
    return (await this.blobs.put(createReadStream(path))).digest;
  }

  async text(digest: Digest): Promise<string> {
    return text(await this.blobs.get(digest));
  }

  /** Rows of a Parquet blob. */
  async rows(digest: Digest): Promise<readonly DataRow[]> {
    const path = join(this.folder, `${digest.slice('sha256:'.length)}.parquet`);
    await pipeline(await this.blobs.get(digest), createWriteStream(path));
    const { rows } = await runDataJob({ inputs: { blob: { kind: 'file', path, format: 'parquet' } }, limits, statements: [{ kind: 'rows', name: 'all', sql: 'SELECT * FROM blob' }] });
    return rows['all']!;
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}
