import type { Fold } from './fold.ts';

/** One state of one entity, as resolvers get it. */
export interface Row<Doc = never> {
  readonly fold: Fold;
  readonly workspace: string;
  readonly stream: string;
  readonly doc: Doc;
  /** Published version of the stream's last event in this state. */
  readonly version: number;
  readonly opened: Date;
  readonly recordedFrom: Date;
  /** The instant asked for, or null for now; what is reached from here is of the same instant. */
  readonly asOf: Date | null;
}

export const rowOf = (fold: Fold, asOf: Date | null, row: Record<string, never>): Row => ({
  fold, asOf, workspace: row['workspace']!, stream: row['stream']!, doc: row['doc']!, version: row['version']!,
  opened: row['opened']!, recordedFrom: row['recorded_from']!,
});
