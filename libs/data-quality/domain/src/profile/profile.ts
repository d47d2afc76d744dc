/** A figure and whether it is exact; null where it is undefined (no value, one value only for a deviation). */
export interface Figure<Value> {
  value: Value | null;
  exact: boolean;
}

/** Numbers as numbers (beyond 2^53 as text), dates, timestamps and anything else as text. */
export type ProfileValue = number | string | boolean;

export interface Histogram {
  /** From minimum to maximum, one more than counts. A bin holds its lower edge, the last one its upper edge too. The first and last bin may hold tails. */
  edges: ProfileValue[];
  counts: number[];
}

export interface ColumnProfile {
  name: string;
  /** As the data engine names it. */
  type: string;
  count: Figure<number>;
  nulls: Figure<number>;
  /** NaN or infinite; they are counted here, and left out of minimum, maximum, mean, deviation, quantiles and histogram. */
  notFinite: Figure<number>;
  /** Different values, NULL not being one. */
  distinct: Figure<number>;
  minimum: Figure<ProfileValue>;
  maximum: Figure<ProfileValue>;
  mean: Figure<number>;
  /** Of the sample: divided by n − 1. */
  standardDeviation: Figure<number>;
  /** The lowest value that at least the share of the values do not exceed. */
  quantiles: Figure<{ share: number; value: ProfileValue }[]>;
  /** The ten most frequent; of equally frequent ones the lower first. */
  topValues: Figure<{ value: ProfileValue; count: number }[]>;
  histogram: Figure<Histogram>;
}

export interface Profile {
  rows: Figure<number>;
  columns: ColumnProfile[];
}

export const quantileShares: readonly number[] = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99];
export const histogramBins = 20;
export const topValueCount = 10;
