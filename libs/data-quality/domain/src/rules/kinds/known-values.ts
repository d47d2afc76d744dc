import { at, fields, text, type Problem } from '../../shape/shape.ts';
import type { Period } from '../check.ts';
import { boundSql, instant, names } from '../limits.ts';
import { ruleKind } from '../rule-kind.ts';

const inPeriod = (column: string, { from, to }: Period): string =>
  `${column} >= ${boundSql(from, null)}${to === undefined ? '' : ` AND ${column} < ${boundSql(to, null)}`}`;

const periodProblems = (period: Period, path: string): Problem[] =>
  period.to !== undefined && period.to <= period.from ? [{ path, message: 'must begin before it ends' }] : [];

/**
 * In the evaluated period every value already occurred, in the same column, in the reference period.
 * NULL values are not judged. Without a row in the reference period nothing is evaluated.
 */
export const knownValues = ruleKind<'known-values'>({
  kind: 'known-values',
  unit: 'row',
  arguments: fields({
    columns: names, time: text,
    reference: fields({ from: instant, to: instant }),
    evaluated: fields({ from: instant }, { to: instant }),
  }),
  problems: ({ reference, evaluated }, path) => [...periodProblems(reference, at(path, 'reference')), ...periodProblems(evaluated, at(path, 'evaluated'))],
  columns: ({ columns, time }) => [...columns.map((name) => ({ name, argument: 'columns' })), { name: time, argument: 'time', types: ['date', 'timestamp'] as const }],
  compile: ({ columns, time, reference, evaluated }, scope) => {
    const known = columns.map((_, index) => scope.table(`known${index}`));
    const values = columns.map((name) => scope.column(name));
    const inScope = `isfinite(${scope.column(time)}) AND ${inPeriod(scope.column(time), evaluated)} AND (${values.map((value) => `${value} IS NOT NULL`).join(' OR ')})`;
    const judged = `${known.map((table) => `EXISTS (FROM ${table})`).join(' AND ')}`;
    const failing = scope.table('failing');
    const unknown = values.map((value, index) => `(${value} IS NOT NULL AND ${value} NOT IN (SELECT v FROM ${known[index]}))`).join(' OR ');
    return {
      shape: 'query',
      prepare: [
        ...values.map((value, index) => `CREATE TEMP TABLE ${known[index]} AS SELECT DISTINCT ${value} AS v FROM rows WHERE ${inPeriod(scope.column(time), reference)} AND ${value} IS NOT NULL`),
        `CREATE TEMP TABLE ${failing} AS SELECT row_number FROM rows WHERE ${inScope} AND ${judged} AND (${unknown})`,
      ],
      measure: `SELECT CASE WHEN ${judged} THEN n ELSE 0 END AS evaluated, CASE WHEN ${judged} THEN 0 ELSE n END AS not_evaluated, (SELECT count(*) FROM ${failing}) AS failed` +
        ` FROM (SELECT count(*) AS n FROM rows WHERE ${inScope})`,
      keys: `SELECT row_number FROM ${failing} ORDER BY 1`,
    };
  },
});
