import { at, fields, listOf, scalar, text, type Problem } from '../../shape/shape.ts';
import { literal, numeral } from '../../sql/quote.ts';
import { ruleKind } from '../rule-kind.ts';

const sqlOf = (value: string | number | boolean): string =>
  typeof value === 'string' ? literal(value) : typeof value === 'number' ? numeral(value) : String(value);

/** One of the listed values, all texts, all numbers or all booleans. NULL is evaluated, and valid, only when it is listed. */
export const oneOf = ruleKind<'one-of'>({
  kind: 'one-of',
  unit: 'row',
  arguments: fields({ column: text, values: listOf(scalar, { least: 1, unique: true }) }),
  problems: ({ values }, path): Problem[] =>
    new Set(values.filter((value) => value !== null).map((value) => typeof value)).size > 1
      ? [{ path: at(path, 'values'), message: 'must be all texts, all numbers or all true and false' }] : [],
  columns: ({ column }) => [{ name: column, argument: 'column' }],
  compile: ({ column, values }, scope) => {
    const listed = values.filter((value) => value !== null);
    const value = typeof listed[0] === 'string' ? `CAST(${scope.column(column)} AS VARCHAR)` : scope.column(column);
    const known = listed.length ? `${value} IN (${listed.map(sqlOf).join(', ')})` : 'false';
    return {
      shape: 'row',
      evaluated: values.includes(null) ? 'true' : `${scope.column(column)} IS NOT NULL`,
      failed: `(${scope.column(column)} IS NOT NULL AND NOT (${known}))`,
    };
  },
});
