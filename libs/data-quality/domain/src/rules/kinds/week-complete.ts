import { fields, matching, text, type Shape } from '../../shape/shape.ts';
import { literal } from '../../sql/quote.ts';
import { ruleKind } from '../rule-kind.ts';
import { compileWeekRule } from './weeks.ts';

const weekday: Shape = (value, path, problems) => {
  if (!Number.isInteger(value) || Number(value) < 1 || Number(value) > 7) problems.push({ path, message: 'must be a day, 1 (Monday) to 7 (Sunday)' });
};

/** The last row of each ISO week comes after that day and time. */
export const weekComplete = ruleKind<'week-complete'>({
  kind: 'week-complete',
  unit: 'week',
  arguments: fields({ time: text, lastAfter: fields({ weekday, time: matching(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time, HH:MM') }) }),
  columns: ({ time }) => [{ name: time, argument: 'time', types: ['timestamp'] }],
  compile: ({ time, lastAfter }, scope) => compileWeekRule({
    time: scope.column(time), value: `max(${scope.column(time)})`,
    failed: `NOT (value > week + ${lastAfter.weekday - 1} + CAST(${literal(lastAfter.time)} AS TIME))`, emptyIsZero: false,
  }, scope),
});
