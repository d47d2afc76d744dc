import { fields, text } from '../../shape/shape.ts';
import { limitProblems, numberLimitShapes, withinSql } from '../limits.ts';
import { ruleKind } from '../rule-kind.ts';

/** A text with that many characters (code points, not bytes). NULL is not evaluated. */
export const textLength = ruleKind<'text-length'>({
  kind: 'text-length',
  unit: 'row',
  arguments: fields({ column: text }, numberLimitShapes),
  problems: limitProblems,
  columns: ({ column }) => [{ name: column, argument: 'column', types: ['string'] }],
  compile: ({ column, ...limits }, scope) => {
    const value = scope.column(column);
    return { shape: 'row', evaluated: `${value} IS NOT NULL`, failed: `NOT (${withinSql(`length(CAST(${value} AS VARCHAR))`, limits)})` };
  },
});
