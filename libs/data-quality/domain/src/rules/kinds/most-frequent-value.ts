import { fields, text } from '../../shape/shape.ts';
import { names } from '../limits.ts';
import { ruleKind } from '../rule-kind.ts';

/** Each group has one value: rows off the group's most frequent one fail (of equally frequent ones the lowest counts). Rows with a NULL in any of the columns are not evaluated. */
export const mostFrequentValue = ruleKind<'most-frequent-value'>({
  kind: 'most-frequent-value',
  unit: 'row',
  arguments: fields({ of: text, per: names }),
  columns: ({ of, per }) => [{ name: of, argument: 'of' }, ...per.map((name) => ({ name, argument: 'per' }))],
  compile: ({ of, per }, scope) => {
    const values = scope.table('values');
    const columns = [...per, of].map((name) => scope.column(name));
    const keys = columns.map((_, index) => `k${index}`);
    const group = keys.slice(0, -1).join(', ');
    return {
      shape: 'query',
      prepare: [
        `CREATE TEMP TABLE ${values} AS SELECT *, row_number() OVER (PARTITION BY ${group} ORDER BY n DESC, ${keys.at(-1)}) AS place FROM (` +
          `SELECT ${columns.map((column, index) => `${column} AS k${index}`).join(', ')}, count(*) AS n FROM rows WHERE ${columns.map((column) => `${column} IS NOT NULL`).join(' AND ')} GROUP BY ALL)`,
      ],
      measure: `SELECT coalesce(sum(n), 0) AS evaluated, coalesce(sum(n) FILTER (WHERE place > 1), 0) AS failed FROM ${values}`,
      keys: `SELECT r.row_number FROM rows r JOIN ${values} v ON ${columns.map((column, index) => `r.${column} = v.k${index}`).join(' AND ')} WHERE v.place > 1 ORDER BY 1`,
    };
  },
});
