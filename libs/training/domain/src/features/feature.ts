/** An SQL expression and the columns that it may read: all of them and no others. */
export interface ColumnExpression {
  readonly expression: string;
  readonly columns: readonly string[];
}

/** Computed from the row itself. */
export interface RowFeature extends ColumnExpression {
  readonly kind: 'row';
  readonly name: string;
}

/**
 * The share of rows for which `rate` holds, among the rows with the same `by` columns
 * on the days D − lag − days + 1 … D − lag, where D is the day of the row.
 */
export interface HistoryFeature {
  readonly kind: 'history';
  readonly name: string;
  readonly rate: ColumnExpression;
  readonly by: readonly string[];
  readonly days: number;
  readonly lag: number;
}

export type Feature = RowFeature | HistoryFeature;

export interface Label extends ColumnExpression {
  readonly name: string;
}

export interface FeatureSet {
  readonly features: readonly Feature[];
  readonly label: Label;
}

/** `path` leads to the place in the document, for example `features[2].history.days`. */
export interface Problem {
  readonly path: string;
  readonly message: string;
}
