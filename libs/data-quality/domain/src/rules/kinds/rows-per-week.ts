import { fields, text } from '../../shape/shape.ts';
import { limitProblems, numberLimitShapes, withinSql } from '../limits.ts';
import { ruleKind } from '../rule-kind.ts';
import { compileWeekRule } from './weeks.ts';

/** So many rows in each ISO week; a week without rows between others has 0. */
export const rowsPerWeek = ruleKind<'rows-per-week'>({
  kind: 'rows-per-week',
  unit: 'week',
  arguments: fields({ time: text }, numberLimitShapes),
  problems: limitProblems,
  columns: ({ time }) => [{ name: time, argument: 'time', types: ['date', 'timestamp'] }],
  compile: ({ time, ...limits }, scope) => compileWeekRule({ time: scope.column(time), value: 'count(*)', failed: `NOT (${withinSql('value', limits)})`, emptyIsZero: true }, scope),
});
