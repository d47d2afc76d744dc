import { fields, listOf, text } from '../../shape/shape.ts';
import { literal } from '../../sql/quote.ts';
import { ruleKind } from '../rule-kind.ts';

/** Neither NULL nor one of the texts that stand for a missing value; compared as text, so that it works on a number too. Every row is evaluated. */
export const notMissing = ruleKind<'not-missing'>({
  kind: 'not-missing',
  unit: 'row',
  arguments: fields({ column: text, missing: listOf(text, { unique: true }) }),
  columns: ({ column }) => [{ name: column, argument: 'column' }],
  compile: ({ column, missing }, scope) => {
    const value = scope.column(column);
    const listed = missing.length ? ` OR CAST(${value} AS VARCHAR) IN (${missing.map(literal).join(', ')})` : '';
    return { shape: 'row', evaluated: 'true', failed: `(${value} IS NULL${listed})` };
  },
});
