/** Why a figure has no value. The caller shows it; no gate takes it for a pass and no alert follows from it. */
export type UndefinedReason =
  | 'no-rows'
  | 'no-labels' // rows, but every label is NULL
  | 'no-scores' // rows, but every score is NULL
  | 'one-class' // all labels are equal
  | 'none-selected' // the share of so few rows is less than one row
  | 'no-values' // rows, but the column is NULL (or not a number) in all of them
  | 'no-reference' // the reference holds no value
  | 'constant-reference' // all values of the reference lie in one cell
  | 'no-figures' // nothing defined to aggregate
  | 'too-few-weeks' // an interval over weeks needs two
  | 'no-spread'; // all weeks are equal: an interval of width zero would claim certainty

export type Counts = Readonly<Record<string, number>>;

export interface Undefined {
  readonly kind: 'undefined';
  readonly reason: UndefinedReason;
  readonly counts: Counts;
}

export type Defined<Detail extends object = object> = { readonly kind: 'value'; readonly value: number; readonly counts: Counts } & Readonly<Detail>;

/** A figure is a finite number or says why there is none; JSON as it stands. */
export type Figure<Detail extends object = object> = Defined<Detail> | Undefined;

export const defined = <Detail extends object = object>(value: number, counts: Counts, detail: Detail): Defined<Detail> => {
  if (!Number.isFinite(value)) throw new Error(`A figure came out as ${value}; this is a fault of the metrics library.`);
  return { kind: 'value', value, counts, ...detail };
};

export const undefinedFigure = (reason: UndefinedReason, counts: Counts): Undefined => ({ kind: 'undefined', reason, counts });
