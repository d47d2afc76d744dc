import type { Command, Digest, Event, Recorded } from '@throughline/kernel';
import type { VerifiedRows } from '../verification/verification.ts';

/** Half-open, on a date or timestamp column. */
export interface VersionRange {
  readonly column: string;
  readonly from: string;
  readonly to: string;
}

/** Bytes on disk by their digest, and which of their rows are meant. */
export interface DatasetFile {
  readonly file: string;
  readonly sha256: Digest;
  readonly size: number;
  readonly mediaType: 'application/vnd.apache.parquet' | 'text/csv';
  readonly range: VersionRange | null;
}

export interface DatasetVersion extends DatasetFile {
  readonly version: string;
  /** The version that this one leaves rows out of. */
  readonly base: string | null;
  /** Key files of the rows left out, all of them. */
  readonly minusKeys: readonly Digest[];
}

/** What was found on disk where the command said. */
export type FileFound = ({ readonly status: 'found' } & DatasetFile) | { readonly status: 'refused'; readonly file: string; readonly reason: string };

/** The failing rows of the named rules, in one file. */
export interface KeyFile {
  readonly digest: Digest;
  readonly size: number;
  readonly rows: number;
}

export type DatasetCommand =
  | Command<'RegisterDataset', { readonly name: string; readonly description: string; readonly owner: string | null }>
  | Command<'RecordDatasetVersion', { readonly version: string; readonly found: FileFound }>
  | Command<'QuarantineRows', {
    readonly dataset: string; readonly version: string; readonly verification: string; readonly verified: VerifiedRows;
    readonly rules: readonly string[]; readonly keys: KeyFile | null; readonly reason: string;
  }>;

export type DatasetEvent =
  | Event<'DatasetRegistered', { readonly name: string; readonly description: string; readonly owner: string }>
  | Event<'DatasetVersionRecorded', { readonly name: string } & DatasetVersion>
  | Event<'RowsQuarantined', {
    readonly name: string; readonly base: string; readonly version: string; readonly verification: string; readonly rules: readonly string[];
    readonly keys: Digest; readonly keysSize: number; readonly rows: number; readonly reason: string;
  }>;

export type Dataset =
  | { readonly status: 'absent' }
  | {
    readonly status: 'registered'; readonly name: string; readonly description: string; readonly owner: string;
    readonly versions: ReadonlyMap<string, DatasetVersion>;
  };

export const initialDataset = (): Dataset => ({ status: 'absent' });

export const evolveDataset = (state: Dataset, event: Recorded<DatasetEvent>): Dataset => {
  if (event.type === 'DatasetRegistered') return { status: 'registered', ...event.data, versions: new Map() };
  if (state.status === 'absent') return state;
  switch (event.type) {
    case 'DatasetVersionRecorded': {
      const { name: _, ...version } = event.data;
      return { ...state, versions: new Map(state.versions).set(version.version, version) };
    }
    case 'RowsQuarantined':
      // The derived version follows in an event of its own.
      return state;
  }
};
