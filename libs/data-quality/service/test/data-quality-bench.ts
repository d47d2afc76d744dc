import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ContextDefinition } from '@throughline/context';
import { fileDigest, type DataJobLimits } from '@throughline/data-engine';
import type { Digest } from '@throughline/kernel';
import { eventually } from '@throughline/testing';
import { ContextBench, type PublishedEvent } from '@throughline/testing/context-bench';
import type { LivePoint } from '@throughline/workers';
import { dataQualityContext } from '../src/index.ts';
import { DATA_JOB_LIMITS } from '../src/files/data-job-limits.ts';

const limits: DataJobLimits = { memoryMb: 128, threads: 2, seconds: 60 };

const withLimits = (given: Partial<DataJobLimits>): ContextDefinition =>
  ({ ...dataQualityContext, providers: [...(dataQualityContext.providers ?? []), { provide: DATA_JOB_LIMITS, useValue: { ...limits, ...given } }] });

export const openDataQualityBench = (given: Partial<DataJobLimits> = {}): Promise<DataQualityBench> =>
  DataQualityBench.open({ definition: withLimits(given), foreign: [], sender: { as: 'dora', role: 'data-steward' } });

/** Data-quality on a real server, over datasets that tests make. */
export class DataQualityBench extends ContextBench {
  /** A file of the dataset root: rows of a statement. */
  async parquet(name: string, sql: string): Promise<{ file: string; sha256: Digest }> {
    const { file, sha256 } = await this.files.parquet(name, sql);
    return { file, sha256 };
  }

  /** A file of the dataset root with this content, also in place of another. */
  async text(file: string, content: string): Promise<{ file: string; sha256: Digest }> {
    const path = join(this.files.datasetRoot, file);
    await writeFile(path, content);
    return { file, sha256: `sha256:${await fileDigest(path)}` };
  }

  /** Streams of all verifications of a dataset's version, oldest first. */
  async verificationsOf(dataset: string, version: string): Promise<readonly string[]> {
    const { rows } = await this.pool.query(
      `select stream_id as stream from data_quality.events where type = 'VerificationStarted' and data->>'dataset' = $1 and data->'rows'->>'version' = $2 order by global_position`, [dataset, version]);
    return rows.map((row) => row.stream as string);
  }

  /** The events of a verification once it has ended. */
  ended(verification: string): Promise<readonly PublishedEvent[]> {
    return eventually(() => this.published(verification), (events) => events.length > 1);
  }

  async storedBlobs(): Promise<readonly string[]> {
    return (await readdir(this.files.blobRoot, { recursive: true })).sort();
  }

  live(verification: string, workspace = 'default'): Promise<readonly LivePoint[]> {
    return this.host.pointsOf(workspace, { kind: 'verification', id: verification, after: 0 });
  }
}
