import { fields } from '../../shape/shape.ts';
import { ruleKind } from '../rule-kind.ts';

/** The number of rows, as a value to be compared. It is evaluated on an empty dataset too. */
export const rowCount = ruleKind<'row-count'>({
  kind: 'row-count',
  unit: 'dataset',
  arguments: fields({}),
  columns: () => [],
  compile: () => ({ shape: 'query', prepare: [], measure: 'SELECT 1 AS evaluated, 0 AS failed, count(*) AS value FROM rows', keys: null }),
});
