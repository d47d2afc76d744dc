import type { Check } from './check.ts';

/** What `evaluated` and `failed` count. */
export type Unit = 'row' | 'week' | 'dataset';

export type Operator =
  | 'mustBe' | 'mustNotBe' | 'mustBeGreaterThan' | 'mustBeGreaterOrEqualTo' | 'mustBeLessThan' | 'mustBeLessOrEqualTo'
  /** Inclusive at both ends. */
  | 'mustBeBetween'
  /** The exact opposite of `mustBeBetween`. */
  | 'mustNotBeBetween';

/** `failed`: how many; `percent`: 100 · failed / evaluated; `value`: the measured number itself (a row count). */
export type Measure = 'failed' | 'percent' | 'value';

export type Expectation =
  | { measure: Measure; operator: Exclude<Operator, 'mustBeBetween' | 'mustNotBeBetween'>; operand: number }
  | { measure: Measure; operator: 'mustBeBetween' | 'mustNotBeBetween'; operand: [number, number] };

export interface Rule {
  id: string;
  /** Where the contract says it. */
  path: string;
  description: string | null;
  /** A severe rule that fails forbids the use of the version. */
  severe: boolean;
  /** Why it is severe, or what its failure costs. */
  reason: string | null;
  check: Check;
  expect: Expectation;
}

export const noneFailed: Expectation = { measure: 'failed', operator: 'mustBe', operand: 0 };
