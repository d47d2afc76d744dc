import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { BlobStore } from '@throughline/blob-store';
import { openRows, type DatasetRows } from '@throughline/data-engine';
import type { PlannedRun } from '@throughline/training-domain';

const engineTypes: Readonly<Record<string, string>> = { date: 'DATE', timestamp: 'TIMESTAMP', time: 'TIME', number: 'DOUBLE', integer: 'BIGINT', boolean: 'BOOLEAN' };

/** The rows of the dataset version that the manifest names, without those left out. @throws RowsRefused */
export const openDataset = async ({ manifest, source }: PlannedRun, blobs: BlobStore, roots: readonly string[], folder: string): Promise<DatasetRows> => {
  const minusKeys: string[] = [];
  for (const [index, digest] of manifest.dataset.minusKeys.entries()) {
    const file = join(folder, `keys-${index}.parquet`);
    await pipeline(await blobs.get(digest), createWriteStream(file));
    minusKeys.push(file);
  }
  return openRows({
    roots, file: source.file, sha256: manifest.dataset.sha256.slice('sha256:'.length), range: manifest.dataset.range, minusKeys,
    columns: source.columns.filter(({ expression }) => expression === null).map(({ name, logicalType }) => ({ name, type: engineTypes[logicalType] ?? 'VARCHAR' })),
    derived: source.columns.flatMap(({ name, expression }) => (expression === null ? [] : [{ name, expression }])),
  });
};
