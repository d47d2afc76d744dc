import type { Problem, Shape } from '../shape/shape.ts';
import type { CheckKind, CheckOf } from './check.ts';
import type { Unit } from './rule.ts';

export type LogicalType = 'string' | 'date' | 'timestamp' | 'time' | 'number' | 'integer' | 'object' | 'array' | 'boolean';

/** The bounds of the dataset version that is judged; null where it is unbounded. */
export interface Bounds {
  from: string | null;
  to: string | null;
}

/** What a rule is compiled against: the relation `rows` with `row_number`. */
export interface Scope {
  /** The SQL of a column, quoted. */
  column(name: string): string;
  type(name: string): LogicalType | null;
  bounds: Bounds;
  /** The SQL name of a temporary table of this rule's own. */
  table(suffix: string): string;
  /** What an earlier rule `unique` over some of these columns has found: its table of repeated groups, and its columns `k0`, `k1` … by name. Null without one. */
  repeatedOver(columns: readonly string[]): { readonly groups: string; readonly columns: readonly string[] } | null;
}

/**
 * `row`: two conditions over one row, never NULL, so that all such rules share one scan.
 * `query`: `measure` gives one row with `evaluated`, `failed` and, where they mean something, `not_evaluated`, `members`, `repeated`, `value`;
 * `keys` gives one row per failure, ordered.
 */
export type Compiled =
  | { shape: 'row'; evaluated: string; failed: string }
  | { shape: 'query'; prepare: string[]; measure: string; keys: string | null };

export interface UsedColumn {
  name: string;
  /** The argument that names it. */
  argument: string;
  types?: readonly LogicalType[];
}

export interface RuleKind<Kind extends CheckKind> {
  kind: Kind;
  unit: Unit;
  /** What the contract may give as arguments; null when no contract can ask for this kind. */
  arguments: Shape | null;
  /** What the shape cannot say. */
  problems?(check: CheckOf<Kind>, path: string): Problem[];
  columns(check: CheckOf<Kind>): UsedColumn[];
  compile(check: CheckOf<Kind>, scope: Scope): Compiled;
}

export const ruleKind = <Kind extends CheckKind>(definition: RuleKind<Kind>): RuleKind<Kind> => definition;
