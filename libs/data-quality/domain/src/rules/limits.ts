import { isCalendarDate } from '@throughline/kernel';
import { literal, numeral } from '../sql/quote.ts';
import { at, listOf, matching, number, text, type Problem, type Shape } from '../shape/shape.ts';
import type { Limits } from './check.ts';
import type { LogicalType } from './rule-kind.ts';

const instantPattern = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])([T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?)?$/;
const looksLikeInstant = matching(instantPattern, 'a date (YYYY-MM-DD) or timestamp without zone');

export const instant: Shape = (value, path, problems) => {
  looksLikeInstant(value, path, problems);
  const day = String(value).slice(0, 10);
  if (instantPattern.test(String(value)) && !isCalendarDate(day)) problems.push({ path, message: `there is no day ${day}` });
};
const clock: Shape = matching(/^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/, 'a time, HH:MM');
const numberOrInstant: Shape = (value, path, problems) =>
  (typeof value !== 'string' ? number : /^\d\d:/.test(value) ? clock : instant)(value, path, problems);

export const comparison = /^(=|<>|<=?|>=?)$/;
export const names: Shape = listOf(text, { least: 1, unique: true });
export const limitShapes: Record<keyof Limits, Shape> = { min: numberOrInstant, max: numberOrInstant, above: numberOrInstant, below: numberOrInstant };
export const numberLimitShapes: Record<keyof Limits, Shape> = { min: number, max: number, above: number, below: number };

/** A range without a bound, with two for one side, or whose ends have passed each other, judges nothing. */
export const limitProblems = (limits: Limits, path: string): Problem[] => {
  const { min, max, above, below } = limits;
  const given = [min, max, above, below].filter((bound) => bound !== undefined);
  if (!given.length) return [{ path, message: 'needs at least one of min, max, above, below' }];
  if (min !== undefined && above !== undefined) return [{ path: at(path, 'above'), message: 'min is given too; one lower bound is enough' }];
  if (max !== undefined && below !== undefined) return [{ path: at(path, 'below'), message: 'max is given too; one upper bound is enough' }];
  if (new Set(given.map((bound) => typeof bound)).size > 1) return [{ path, message: 'both bounds must be numbers or both dates' }];
  const [low, high] = [min ?? above, max ?? below];
  const empty = low !== undefined && high !== undefined && (low > high || (low === high && (above !== undefined || below !== undefined)));
  return empty ? [{ path, message: `no value lies between ${low} and ${high}` }] : [];
};

/** A bound as SQL: numbers as they are, texts as points in time. */
export const boundSql = (bound: number | string, type: LogicalType | null): string =>
  typeof bound === 'number' ? numeral(bound) : `CAST(${literal(bound)} AS ${type === 'time' ? 'TIME' : 'TIMESTAMP'})`;

export const withinSql = (value: string, { min, max, above, below }: Limits, type: LogicalType | null = null): string =>
  ([[min, '>='], [above, '>'], [max, '<='], [below, '<']] as const)
    .flatMap(([bound, operator]) => (bound === undefined ? [] : [`${value} ${operator} ${boundSql(bound, type)}`]))
    .join(' AND ');

const finite: readonly (LogicalType | null)[] = ['number', 'integer', 'date', 'timestamp'];

/** True for NaN-free, finite values. DuckDB ranks NaN above everything, so a comparison alone would let it pass. */
export const finiteSql = (column: string, type: LogicalType | null): string => (finite.includes(type) ? `isfinite(${column})` : 'true');
