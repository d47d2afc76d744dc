import { fields } from '../../shape/shape.ts';
import { names } from '../limits.ts';
import { ruleKind } from '../rule-kind.ts';

/** No column is NULL. Every row is evaluated. */
export const notNull = ruleKind<'not-null'>({
  kind: 'not-null',
  unit: 'row',
  arguments: fields({ columns: names }),
  columns: ({ columns }) => columns.map((name) => ({ name, argument: 'columns' })),
  compile: ({ columns }, scope) => ({ shape: 'row', evaluated: 'true', failed: columns.map((name) => `${scope.column(name)} IS NULL`).join(' OR ') }),
});
