import { fields, matching, text } from '../../shape/shape.ts';
import { comparison } from '../limits.ts';
import { ruleKind } from '../rule-kind.ts';

/** Two columns of a row stand in a relation. Rows with a NULL in either are not evaluated. */
export const compareColumns = ruleKind<'compare-columns'>({
  kind: 'compare-columns',
  unit: 'row',
  arguments: fields({ left: text, operator: matching(comparison, 'one of =, <>, <, <=, >, >='), right: text }),
  columns: ({ left, right }) => [{ name: left, argument: 'left' }, { name: right, argument: 'right' }],
  compile: ({ left, operator, right }, scope) => ({
    shape: 'row',
    evaluated: `(${scope.column(left)} IS NOT NULL AND ${scope.column(right)} IS NOT NULL)`,
    failed: `NOT (${scope.column(left)} ${operator} ${scope.column(right)})`,
  }),
});
