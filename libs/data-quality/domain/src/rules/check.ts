/** ISO date or timestamp without zone; half-open: `from` belongs to the period, `to` does not. */
export interface Period {
  from: string;
  to?: string;
}

/** Inclusive `min` and `max`, exclusive `above` and `below`; numbers, or ISO dates and timestamps without zone. */
export interface Limits<Value = number | string> {
  min?: Value;
  max?: Value;
  above?: Value;
  below?: Value;
}

export type Comparison = '=' | '<>' | '<' | '<=' | '>' | '>=';

export interface Condition {
  column: string;
  operator: Comparison;
  value: number | string;
}

/** What a rule looks for, with its arguments. Columns are named as the contract's properties. A NULL is judged by `not-null` and `not-missing` alone. */
export type Check =
  | { kind: 'not-null'; columns: string[] }
  | { kind: 'not-missing'; column: string; missing: string[] }
  | { kind: 'one-of'; column: string; values: (string | number | boolean | null)[] }
  | ({ kind: 'range'; column: string } & Limits)
  | { kind: 'pattern'; column: string; pattern: string; match: 'whole' | 'anywhere' }
  | ({ kind: 'text-length'; column: string } & Limits<number>)
  | { kind: 'compare-columns'; left: string; operator: Comparison; right: string }
  | { kind: 'hour-not-in'; column: string; hours: number[] }
  | { kind: 'unique'; columns: string[] }
  | { kind: 'most-frequent-value'; of: string; per: string[] }
  | { kind: 'known-values'; columns: string[]; time: string; reference: Period; evaluated: Period }
  | ({ kind: 'rows-per-week'; time: string } & Limits<number>)
  | ({ kind: 'share-per-week'; time: string; where: Condition } & Limits<number>)
  | { kind: 'week-complete'; time: string; lastAfter: { weekday: number; time: string } }
  | { kind: 'row-count' }
  | { kind: 'readable'; column: string };

export type CheckKind = Check['kind'];
export type CheckOf<Kind extends CheckKind> = Extract<Check, { kind: Kind }>;
