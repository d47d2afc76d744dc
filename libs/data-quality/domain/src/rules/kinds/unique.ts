import { fields } from '../../shape/shape.ts';
import { names } from '../limits.ts';
import { ruleKind } from '../rule-kind.ts';

/**
 * No two rows have the same values. `failed` counts surplus rows (all of a repeated group but the one with the lowest row number),
 * `members` all rows of repeated groups, `repeated` the groups. A row with a NULL among the columns repeats nothing and is not evaluated.
 */
export const unique = ruleKind<'unique'>({
  kind: 'unique',
  unit: 'row',
  arguments: fields({ columns: names }),
  columns: ({ columns }) => columns.map((name) => ({ name, argument: 'columns' })),
  compile: ({ columns }, scope) => {
    const groups = scope.table('groups');
    const values = columns.map((name) => scope.column(name));
    const complete = values.map((value) => `${value} IS NOT NULL`).join(' AND ');
    // Rows that agree in all columns agree in some: where those are judged already, only the members of their repeated groups are left to look at.
    const part = scope.repeatedOver(columns);
    const candidates = part ? `rows r SEMI JOIN ${part.groups} p ON ${part.columns.map((name, index) => `r.${scope.column(name)} = p.k${index}`).join(' AND ')}` : 'rows';
    return {
      shape: 'query',
      prepare: [
        `CREATE TEMP TABLE ${groups} AS SELECT ${values.map((value, index) => `${value} AS k${index}`).join(', ')}, min(row_number) AS first, count(*) AS n` +
          ` FROM ${candidates} WHERE ${complete} GROUP BY ALL HAVING count(*) > 1`,
      ],
      measure: `SELECT (SELECT count(*) FROM rows WHERE ${complete}) AS evaluated, coalesce(sum(n - 1), 0) AS failed, coalesce(sum(n), 0) AS members, count(*) AS repeated FROM ${groups}`,
      keys: `SELECT r.row_number FROM rows r JOIN ${groups} g ON ${values.map((value, index) => `r.${value} = g.k${index}`).join(' AND ')} WHERE r.row_number <> g.first ORDER BY 1`,
    };
  },
});
