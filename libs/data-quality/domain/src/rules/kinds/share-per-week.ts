import { fields, matching, scalar, text } from '../../shape/shape.ts';
import { boundSql, comparison, finiteSql, limitProblems, numberLimitShapes, withinSql } from '../limits.ts';
import { literal } from '../../sql/quote.ts';
import { ruleKind } from '../rule-kind.ts';
import { compileWeekRule } from './weeks.ts';

/** The share of rows, in each ISO week, that meet a condition, of those with a finite value in its column. */
export const sharePerWeek = ruleKind<'share-per-week'>({
  kind: 'share-per-week',
  unit: 'week',
  arguments: fields({ time: text, where: fields({ column: text, operator: matching(comparison, 'one of =, <>, <, <=, >, >='), value: scalar }) }, numberLimitShapes),
  problems: limitProblems,
  columns: ({ time, where }) => [{ name: time, argument: 'time', types: ['date', 'timestamp'] }, { name: where.column, argument: 'where.column' }],
  compile: ({ time, where, ...limits }, scope) => {
    const [column, type] = [scope.column(where.column), scope.type(where.column)];
    const known = `${column} IS NOT NULL AND ${finiteSql(column, type)}`;
    const wanted = typeof where.value === 'number' || type === 'date' || type === 'timestamp' || type === 'time' ? boundSql(where.value, type) : literal(String(where.value));
    const value = `count(*) FILTER (${known} AND ${column} ${where.operator} ${wanted}) / nullif(count(*) FILTER (${known}), 0)`;
    return compileWeekRule({ time: scope.column(time), value, failed: `NOT (${withinSql('value', limits)})`, emptyIsZero: false }, scope);
  },
});
