import type { Actor, Digest } from '@throughline/kernel';
import { when } from '@throughline/kernel';
import type { DatasetRegisteredV1, DatasetVersionRecordedV1, RowsQuarantinedV1 } from '@throughline/data-quality-contracts';
import { datasetRegisteredV1, datasetVersionRecordedV1, rowsQuarantinedV1 } from '@throughline/data-quality-contracts';
import { text } from '../columns.ts';
import { fold, type FileReference } from '../fold.ts';

type Told = { readonly by: Actor; readonly at: string };
export type DatasetVersionDocument = Omit<DatasetVersionRecordedV1, 'name'> & Told;
export type QuarantineDocument = Omit<RowsQuarantinedV1, 'name'> & Told;

export interface DatasetDocument extends DatasetRegisteredV1 {
  readonly versions: readonly DatasetVersionDocument[];
  readonly quarantines: readonly QuarantineDocument[];
}

export const quarantineFile = ({ version, keys, keysSize }: QuarantineDocument): FileReference =>
  ({ digest: keys as Digest, size: keysSize, name: `${version}-left-out.parquet`, mediaType: 'application/vnd.apache.parquet' });

export const dataset = fold<DatasetDocument>({
  name: 'dataset', version: 1,
  columns: { name: text((doc) => doc.name) },
  files: (doc) => doc.quarantines.map(quarantineFile),
  starts: [when(datasetRegisteredV1, ({ data }): DatasetDocument => ({ ...data, versions: [], quarantines: [] }))],
  on: [
    when(datasetVersionRecordedV1, ({ data: { name: _, ...version }, actor, time }, doc) => ({ ...doc, versions: [...doc.versions, { ...version, by: actor, at: time }] })),
    when(rowsQuarantinedV1, ({ data: { name: _, ...quarantine }, actor, time }, doc) => ({ ...doc, quarantines: [...doc.quarantines, { ...quarantine, by: actor, at: time }] })),
  ],
});
