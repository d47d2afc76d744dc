import { MetricInputError } from './metric-input-error.ts';

/** Columns of equal length. A score or label may be NULL; a score that is given lies in [0, 1]. */
export interface ScoredColumns {
  readonly rowNumber: ArrayLike<number | bigint>;
  readonly score: ArrayLike<number | null>;
  readonly label: ArrayLike<boolean | number | null>;
}

/** `measured` rows have both score and label; positives and negatives count labelled rows, scored or not. */
export type RowCounts = {
  readonly rows: number;
  readonly withoutScore: number;
  readonly withoutLabel: number;
  readonly measured: number;
  readonly positives: number;
  readonly negatives: number;
};

/** Checked rows by ascending row number; the order of the input leaves no trace in any figure. */
export interface ScoredRows {
  readonly rowNumber: Float64Array;
  /** NO_SCORE stands for NULL, so that NULL ranks last without a second column. */
  readonly score: Float64Array;
  /** 1, 0, or NO_LABEL for NULL. */
  readonly label: Int8Array;
  /** Indexes by ascending (score, row number): NULL scores first, the highest score last. */
  readonly order: Uint32Array;
  readonly counts: RowCounts;
}

export const NO_SCORE = -1;
export const NO_LABEL = -1;

export const scoredRows = (columns: ScoredColumns): ScoredRows => {
  const n = columns.rowNumber.length;
  for (const field of ['score', 'label'] as const) {
    if (columns[field].length !== n) throw new MetricInputError(field, `${columns[field].length} values for ${n} row numbers`);
  }
  const rowNumber = new Float64Array(n);
  const score = new Float64Array(n);
  const label = new Int8Array(n);
  for (let i = 0; i < n; i++) {
    const row = Number(columns.rowNumber[i]);
    rowNumber[i] = checkedRowNumber(row, i);
    score[i] = checkedScore(columns.score[i], row);
    label[i] = checkedLabel(columns.label[i], row);
  }
  return fromChecked(rowNumber, score, label);
};

/** All rows of several samples as one; a row that occurs in two of them is an error. */
export const pool = (samples: readonly ScoredRows[]): ScoredRows => {
  if (samples.length === 1) return samples[0]!;
  const n = samples.reduce((sum, sample) => sum + sample.rowNumber.length, 0);
  const rowNumber = new Float64Array(n);
  const score = new Float64Array(n);
  const label = new Int8Array(n);
  let at = 0;
  for (const sample of samples) {
    rowNumber.set(sample.rowNumber, at);
    score.set(sample.score, at);
    label.set(sample.label, at);
    at += sample.rowNumber.length;
  }
  return fromChecked(rowNumber, score, label);
};

const checkedRowNumber = (row: number, position: number): number => {
  if (!Number.isSafeInteger(row) || row < 0) throw new MetricInputError('rowNumber', `the value at position ${position} is ${row}; expected a whole number from 0`);
  return row;
};

const checkedScore = (score: number | null | undefined, row: number): number => {
  if (score === null || score === undefined) return NO_SCORE;
  if (typeof score !== 'number' || !(score >= 0 && score <= 1)) throw new MetricInputError('score', `${score} is not a number in [0, 1]; leave it NULL if there is none`, row);
  return score;
};

const checkedLabel = (label: boolean | number | null | undefined, row: number): number => {
  if (label === null || label === undefined) return NO_LABEL;
  if (label === true || label === 1) return 1;
  if (label === false || label === 0) return 0;
  throw new MetricInputError('label', `${label} is neither true, false nor NULL`, row);
};

const fromChecked = (rowNumber: Float64Array, score: Float64Array, label: Int8Array): ScoredRows => {
  const columns = isAscending(rowNumber) ? { rowNumber, score, label } : byRowNumber(rowNumber, score, label);
  const order = ascendingIndexes(columns.score);
  return { ...columns, order, counts: countRows(columns.score, columns.label) };
};

const isAscending = (rowNumber: Float64Array): boolean => {
  for (let i = 1; i < rowNumber.length; i++) if (!(rowNumber[i]! > rowNumber[i - 1]!)) return false;
  return true;
};

const byRowNumber = (rowNumber: Float64Array, score: Float64Array, label: Int8Array) => {
  const from = ascendingIndexes(rowNumber);
  const sorted = { rowNumber: new Float64Array(from.length), score: new Float64Array(from.length), label: new Int8Array(from.length) };
  from.forEach((source, i) => {
    sorted.rowNumber[i] = rowNumber[source]!;
    sorted.score[i] = score[source]!;
    sorted.label[i] = label[source]!;
  });
  const twice = sorted.rowNumber.findIndex((row, i) => i > 0 && row === sorted.rowNumber[i - 1]);
  if (twice >= 0) throw new MetricInputError('rowNumber', 'occurs more than once', sorted.rowNumber[twice]!);
  return sorted;
};

const ascendingIndexes = (keys: Float64Array): Uint32Array => {
  const indexes = new Uint32Array(keys.length);
  for (let i = 0; i < indexes.length; i++) indexes[i] = i;
  return indexes.sort((a, b) => keys[a]! - keys[b]! || a - b);
};

const countRows = (score: Float64Array, label: Int8Array): RowCounts => {
  const counts = { rows: score.length, withoutScore: 0, withoutLabel: 0, measured: 0, positives: 0, negatives: 0 };
  for (let i = 0; i < score.length; i++) {
    if (score[i] === NO_SCORE) counts.withoutScore++;
    if (label[i] === NO_LABEL) counts.withoutLabel++;
    else if (label[i] === 1) counts.positives++;
    else counts.negatives++;
    if (score[i] !== NO_SCORE && label[i] !== NO_LABEL) counts.measured++;
  }
  return counts;
};
