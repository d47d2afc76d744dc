import { fields, text } from '../../shape/shape.ts';
import { finiteSql, limitProblems, limitShapes, withinSql } from '../limits.ts';
import { ruleKind } from '../rule-kind.ts';

/** A number or a point in time within its bounds. NaN and infinities fail; NULL is not evaluated. */
export const range = ruleKind<'range'>({
  kind: 'range',
  unit: 'row',
  arguments: fields({ column: text }, limitShapes),
  problems: limitProblems,
  columns: ({ column, ...limits }) => [{
    name: column, argument: 'column',
    types: [limits.min, limits.max, limits.above, limits.below].some((bound) => typeof bound === 'string') ? ['date', 'timestamp', 'time'] : ['number', 'integer'],
  }],
  compile: ({ column, ...limits }, scope) => {
    const [value, type] = [scope.column(column), scope.type(column)];
    return { shape: 'row', evaluated: `${value} IS NOT NULL`, failed: `NOT (${finiteSql(value, type)} AND ${withinSql(value, limits, type)})` };
  },
});
