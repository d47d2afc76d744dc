import { digestOf, type Digest } from '@throughline/kernel';
import type { BlobStore } from '@throughline/blob-store';
import type { Population, Reference } from '@throughline/monitoring-domain';
import type { Pool } from 'pg';
import { cellsOf, cellStatements, populationsOf, referenceCellStatements } from './count-cells.ts';
import { DAY, inPeriod, openVersion } from './labelled-rows.ts';
import type { MeasuringFolder } from './measuring-folder.ts';
import { refusedForGood, runJob } from './run-job.ts';

export interface ReferenceProfile {
  readonly features: readonly { readonly feature: string; readonly population: Population }[];
}

export interface StoredProfile {
  readonly profile: ReferenceProfile;
  readonly digest: Digest;
}

const textOf = async (blobs: BlobStore, digest: Digest): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of await blobs.get(digest)) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};

const compute = async (folder: MeasuringFolder, { rows, period, watched }: Reference, signal: AbortSignal): Promise<ReferenceProfile> => {
  const dataset = await openVersion(folder, rows, watched).catch((error: unknown) => Promise.reject(refusedForGood(error)));
  const relation = `(SELECT * FROM dataset WHERE ${inPeriod(DAY, period)})`;
  const found = await runJob({ inputs: { dataset }, statements: referenceCellStatements(relation, watched), signal });
  const cells = cellsOf(watched, found.rows);
  const counted = await runJob({ inputs: { dataset }, statements: cellStatements(relation, cells), signal });
  const populations = populationsOf(cells, counted.rows);
  return { features: watched.map(({ feature }, i) => ({ feature, population: populations[i]! })) };
};

/** Cells and counts of a reference, computed once and kept as a blob: every window of the version is counted in the same cells. */
export class ReferenceProfiles {
  private readonly pool: Pool;
  private readonly blobs: BlobStore;

  constructor(pool: Pool, blobs: BlobStore) {
    this.pool = pool;
    this.blobs = blobs;
  }

  async of(workspace: string, folder: MeasuringFolder, reference: Reference, signal: AbortSignal): Promise<StoredProfile> {
    const key = digestOf(reference);
    const { rows } = await this.pool.query<{ digest: Digest }>('select digest from monitoring.reference_profile where workspace = $1 and key = $2', [workspace, key]);
    const known = rows[0]?.digest;
    if (known && (await this.blobs.has(known))) return { digest: known, profile: JSON.parse(await textOf(this.blobs, known)) as ReferenceProfile };
    const profile = await compute(folder, reference, signal);
    const { digest } = await this.blobs.put(JSON.stringify(profile));
    await this.pool.query('insert into monitoring.reference_profile(workspace, key, digest) values ($1,$2,$3) on conflict do nothing', [workspace, key, digest]);
    return { digest, profile };
  }
}
