import type { CheckKind } from './check.ts';
import { compareColumns } from './kinds/compare-columns.ts';
import { hourNotIn } from './kinds/hour-not-in.ts';
import { knownValues } from './kinds/known-values.ts';
import { mostFrequentValue } from './kinds/most-frequent-value.ts';
import { notMissing } from './kinds/not-missing.ts';
import { notNull } from './kinds/not-null.ts';
import { oneOf } from './kinds/one-of.ts';
import { pattern } from './kinds/pattern.ts';
import { range } from './kinds/range.ts';
import { readable } from './kinds/readable.ts';
import { rowCount } from './kinds/row-count.ts';
import { rowsPerWeek } from './kinds/rows-per-week.ts';
import { sharePerWeek } from './kinds/share-per-week.ts';
import { textLength } from './kinds/text-length.ts';
import { unique } from './kinds/unique.ts';
import { weekComplete } from './kinds/week-complete.ts';
import type { RuleKind } from './rule-kind.ts';

const kinds: { [Kind in CheckKind]: RuleKind<Kind> } = {
  'not-null': notNull, 'not-missing': notMissing, 'one-of': oneOf, range, pattern, 'text-length': textLength, 'compare-columns': compareColumns,
  'hour-not-in': hourNotIn, unique, 'most-frequent-value': mostFrequentValue, 'known-values': knownValues, 'rows-per-week': rowsPerWeek,
  'share-per-week': sharePerWeek, 'week-complete': weekComplete, 'row-count': rowCount, readable,
};

/** The kind of a check. The compiler cannot see that a check fits its own kind, so this is the one place that says so. */
export const kindOf = (kind: CheckKind): RuleKind<CheckKind> => kinds[kind] as unknown as RuleKind<CheckKind>;

export const contractKinds: readonly string[] = Object.values(kinds).filter((kind) => kind.arguments !== null).map(({ kind }) => kind);
