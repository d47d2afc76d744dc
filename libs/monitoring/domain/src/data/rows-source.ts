/** A dataset version as its owner recorded it; immutable. */
export interface VersionSource {
  readonly dataset: string;
  readonly datasetName: string;
  readonly datasetVersion: string;
  /** Relative to a dataset root. */
  readonly file: string;
  readonly sha256: string;
  readonly range: { readonly column: string; readonly from: string | null; readonly to: string | null } | null;
  /** Blobs with the row numbers that are left out. */
  readonly minusKeys: readonly string[];
}

export interface ContractColumn {
  readonly name: string;
  readonly logicalType: string;
  readonly availableAt: string | null;
  /** Null for a column of the file. */
  readonly expression: string | null;
}

/** What is known of a dataset version when a command is decided. */
export interface DatasetVersionFacts {
  readonly source: VersionSource;
  /** Of the newest verification; null when there is none. */
  readonly verdict: 'met' | 'breached' | 'inconclusive' | null;
  /** Of the newest data contract; null when there is none. */
  readonly columns: readonly ContractColumn[] | null;
  /** In the order in which they come. */
  readonly moments: readonly string[];
}

/** One column whose distribution is watched: an expression over the file's columns. */
export interface WatchedColumn {
  readonly feature: string;
  readonly kind: 'edges' | 'categories';
  readonly expression: string;
}

/** Everything needed to read rows and to tell which day each belongs to. */
export interface RowsSource extends VersionSource {
  /** Gives a DATE. */
  readonly day: string;
  /** Types of the file's own columns; a CSV file has none by itself. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}
