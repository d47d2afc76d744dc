import { ruleKind } from '../rule-kind.ts';

/** Every cell of a text file that is not empty can be read as the column's type. Made by the plane for CSV, where a cell has no type of its own. */
export const readable = ruleKind<'readable'>({
  kind: 'readable',
  unit: 'row',
  arguments: null,
  columns: ({ column }) => [{ name: column, argument: 'column' }],
  compile: ({ column }, scope) => {
    const value = scope.column(column);
    return {
      shape: 'query', prepare: [],
      measure: `SELECT count(t.${value}) AS evaluated, count(t.${value}) FILTER (r.${value} IS NULL) AS failed FROM rows r JOIN rows_text t USING (row_number)`,
      keys: `SELECT r.row_number FROM rows r JOIN rows_text t USING (row_number) WHERE t.${value} IS NOT NULL AND r.${value} IS NULL ORDER BY 1`,
    };
  },
});
