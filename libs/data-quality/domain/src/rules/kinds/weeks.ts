import { boundSql } from '../limits.ts';
import type { Bounds, Compiled, Scope } from '../rule-kind.ts';

const monday = (sql: string): string => `CAST(date_trunc('week', ${sql}) AS DATE)`;

/** A week is whole in the version unless it holds the version's upper bound, or a lower bound after its beginning. */
const wholeSql = ({ from, to }: Bounds): string =>
  [from === null ? null : `week >= ${boundSql(from, null)}`, to === null ? null : `week < ${monday(boundSql(to, null))}`].filter((part) => part !== null).join(' AND ') || 'true';

export interface WeekRule {
  /** The timestamp that assigns a row to its ISO week; rows without a finite one belong to none. */
  time: string;
  /** Aggregate over a week's rows; NULL leaves the week unjudged. */
  value: string;
  /** Condition over `value` and `week` (its Monday). */
  failed: string;
  /** A week without rows, between the first and the last of the version, counts with the value 0. */
  emptyIsZero: boolean;
}

/** Judges the ISO weeks of a version; failing keys are the weeks with their value. */
export const compileWeekRule = (rule: WeekRule, scope: Scope): Compiled => {
  const weeks = scope.table('weeks');
  const { from, to } = scope.bounds;
  const first = from === null ? 'min(week)' : `least(min(week), ${monday(boundSql(from, null))})`;
  const last = to === null ? 'max(week)' : `greatest(max(week), ${monday(`${boundSql(to, null)} - INTERVAL 1 MICROSECOND`)})`;
  const grouped = `SELECT ${monday(rule.time)} AS week, ${rule.value} AS value FROM rows WHERE isfinite(${rule.time}) GROUP BY ALL`;
  const all = rule.emptyIsZero
    ? `SELECT w.week, coalesce(g.value, 0) AS value FROM (SELECT CAST(unnest(span) AS DATE) AS week FROM (SELECT generate_series(${first}, ${last}, INTERVAL 7 DAY) AS span FROM g HAVING count(*) > 0)) w LEFT JOIN g USING (week)`
    : 'SELECT * FROM g';
  return {
    shape: 'query',
    prepare: [`CREATE TEMP TABLE ${weeks} AS WITH g AS (${grouped}), a AS (${all}) SELECT week, value, value IS NOT NULL AND ${wholeSql(scope.bounds)} AS judged FROM a`],
    measure: `SELECT count(*) FILTER (judged) AS evaluated, count(*) FILTER (NOT judged) AS not_evaluated, count(*) FILTER (judged AND (${rule.failed})) AS failed FROM ${weeks}`,
    keys: `SELECT strftime(week, '%G-W%V') AS week, value FROM ${weeks} WHERE judged AND (${rule.failed}) ORDER BY 1`,
  };
};
