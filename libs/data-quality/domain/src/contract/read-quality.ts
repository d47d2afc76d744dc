import type { Check } from '../rules/check.ts';
import { contractKinds, kindOf } from '../rules/rule-kinds.ts';
import { noneFailed, type Measure, type Rule } from '../rules/rule.ts';
import { at, isFields, problemsOf, type Fields, type Problem } from '../shape/shape.ts';
import type { NotChecked } from './contract.ts';
import { readExpectation } from './read-expectation.ts';

export const engine = 'throughline';

export type Reading = { rule: Rule } | { problems: Problem[] } | { notChecked: NotChecked };

const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every((one) => typeof one === 'string');

const only = (args: Fields, known: string[], path: string): Problem[] =>
  Object.keys(args).filter((key) => !known.includes(key)).map((key) => ({ path: at(path, key), message: `is no argument of this metric; it knows ${known.join(', ') || 'none'}` }));

const columnNeeded = (path: string, metric: unknown): Problem[] => [{ path: at(path, 'metric'), message: `${String(metric)} is about one column: put it under that property` }];

/** A library metric as one of our kinds. */
const checkOf = (quality: Fields, column: string | null, path: string): Check | Problem[] => {
  const args = isFields(quality.arguments) ? quality.arguments : {};
  const argumentPath = at(path, 'arguments');
  switch (quality.metric) {
    case 'rowCount': {
      const problems = only(args, [], argumentPath);
      return problems.length ? problems : { kind: 'row-count' };
    }
    case 'duplicateValues': {
      const problems = only(args, column === null ? ['properties'] : [], argumentPath);
      if (problems.length) return problems;
      if (column !== null) return { kind: 'unique', columns: [column] };
      return isTexts(args.properties) && args.properties.length ? { kind: 'unique', columns: args.properties } : [{ path: at(argumentPath, 'properties'), message: 'must list the properties whose values may not repeat' }];
    }
    case 'nullValues': {
      const problems = only(args, [], argumentPath);
      if (problems.length) return problems;
      return column === null ? columnNeeded(path, quality.metric) : { kind: 'not-null', columns: [column] };
    }
    case 'missingValues': {
      if (column === null) return columnNeeded(path, quality.metric);
      const listed = args.missingValues ?? [];
      const problems = only(args, ['missingValues'], argumentPath);
      if (problems.length) return problems;
      if (!Array.isArray(listed)) return [{ path: at(argumentPath, 'missingValues'), message: 'must be a list' }];
      return { kind: 'not-missing', column, missing: [...new Set(listed.filter((value) => value !== null).map(String))] };
    }
    default: {
      if (column === null) return columnNeeded(path, quality.metric);
      const problems = only(args, ['validValues', 'pattern'], argumentPath);
      if (problems.length) return problems;
      if ((args.validValues === undefined) === (args.pattern === undefined)) return [{ path: argumentPath, message: 'must give either validValues or pattern' }];
      return args.pattern === undefined
        ? ({ kind: 'one-of', column, values: args.validValues } as Check)
        : ({ kind: 'pattern', column, pattern: args.pattern, match: 'anywhere' } as Check);
    }
  }
};

/** What is wrong with a check's arguments, beside the columns that it names. */
export const checkProblems = (check: Check, path: string): Problem[] => {
  const kind = kindOf(check.kind);
  const { kind: _, ...given } = check;
  const problems = kind.arguments ? problemsOf(kind.arguments, given, path) : [];
  return problems.length ? problems : (kind.problems?.(check, path) ?? []);
};

const libraryRule = (quality: Fields, column: string | null, path: string, common: Omit<Rule, 'check' | 'expect'>): Reading => {
  const units: Record<string, Measure> = { rows: 'failed', percent: 'percent', '%': 'percent' };
  const unit = quality.unit === undefined ? 'rows' : String(quality.unit);
  const measure = quality.metric === 'rowCount' ? 'value' : units[unit];
  if (!measure || (measure === 'value' && unit !== 'rows')) return { notChecked: { path: at(path, 'unit'), reason: `the unit "${unit}" is not known for this metric; rows and percent are` } };
  const check = checkOf(quality, column, path);
  if (Array.isArray(check)) return { problems: check };
  const expect = readExpectation(quality, measure, path);
  const problems = [...('path' in expect ? [expect] : []), ...checkProblems(check, at(path, 'arguments'))];
  return problems.length || 'path' in expect ? { problems } : { rule: { ...common, check, expect } };
};

const customRule = (quality: Fields, path: string, common: Omit<Rule, 'check' | 'expect'>): Reading => {
  const where = at(path, 'implementation');
  const implementation = quality.implementation;
  if (!isFields(implementation)) return { problems: [{ path: where, message: 'must be an object with kind and arguments' }] };
  const { kind, arguments: args = {}, ...rest } = implementation;
  const strangers = Object.keys(rest).map((key) => ({ path: at(where, key), message: 'is not a field of this object' }));
  if (typeof kind !== 'string' || !contractKinds.includes(kind)) return { problems: [...strangers, { path: at(where, 'kind'), message: `must be one of ${contractKinds.join(', ')}` }] };
  if (!isFields(args)) return { problems: [...strangers, { path: at(where, 'arguments'), message: 'must be an object' }] };
  const check = { ...args, kind } as Check;
  const problems = [...strangers, ...checkProblems(check, at(where, 'arguments'))];
  return problems.length ? { problems } : { rule: { ...common, check, expect: noneFailed } };
};

/** One entry of `quality`, of a table or (with `column`) of a property. Its shape has been checked. */
export const readQuality = (quality: Fields, column: string | null, path: string, id: string): Reading => {
  const common = {
    id, path,
    description: typeof quality.description === 'string' ? quality.description : typeof quality.name === 'string' ? quality.name : null,
    severe: quality.severity === 'error',
    reason: typeof quality.businessImpact === 'string' ? quality.businessImpact : null,
  };
  const type = quality.type ?? 'library';
  if (quality.metric !== undefined && (type === 'library' || quality.type === undefined)) return libraryRule(quality, column, path, common);
  if (type === 'custom' && quality.engine === engine) return customRule(quality, path, common);
  const reasons: Record<string, string> = {
    text: 'a text is for people', sql: 'free SQL is not run', custom: `the engine "${String(quality.engine)}" is not ours`, library: 'it names no metric',
  };
  return { notChecked: { path, reason: reasons[String(type)] ?? 'its type is not known' } };
};
