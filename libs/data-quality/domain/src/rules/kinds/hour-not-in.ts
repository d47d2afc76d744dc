import { fields, listOf, text, type Shape } from '../../shape/shape.ts';
import { ruleKind } from '../rule-kind.ts';

const hour: Shape = (value, path, problems) => {
  if (!Number.isInteger(value) || Number(value) < 0 || Number(value) > 23) problems.push({ path, message: 'must be an hour, 0 to 23' });
};

/** The clock hour of a timestamp is none of those listed. An infinite timestamp fails; NULL is not evaluated. */
export const hourNotIn = ruleKind<'hour-not-in'>({
  kind: 'hour-not-in',
  unit: 'row',
  arguments: fields({ column: text, hours: listOf(hour, { least: 1, unique: true }) }),
  columns: ({ column }) => [{ name: column, argument: 'column', types: ['timestamp'] }],
  compile: ({ column, hours }, scope) => {
    const value = scope.column(column);
    return { shape: 'row', evaluated: `${value} IS NOT NULL`, failed: `(NOT isfinite(${value}) OR hour(${value}) IN (${hours.join(', ')}))` };
  },
});
