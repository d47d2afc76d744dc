import type { CheckKind } from '../rules/check.ts';
import { meets } from '../rules/meets.ts';
import type { Expectation, Rule, Unit } from '../rules/rule.ts';

/** `inconclusive`: nothing was evaluated. It is never a pass. */
export type RuleStatus = 'passed' | 'failed' | 'inconclusive';

export interface RuleResult {
  ruleId: string;
  kind: CheckKind;
  severe: boolean;
  /** What the counts count. */
  unit: Unit;
  /** The denominator: rows or weeks past the rule's filter. */
  evaluated: number;
  /** Within the filter, but without a verdict, such as the week that the version's end cuts. */
  notEvaluated: number;
  failed: number;
  /** Of `unique`: all rows of repeated groups, and the number of those groups; `failed` counts surplus rows. */
  members?: number;
  repeated?: number;
  /** 100 · failed / evaluated; null when nothing was evaluated. */
  percent: number | null;
  /** The number that was measured instead of failures: a row count. */
  value?: number;
  expected: Expectation;
  status: RuleStatus;
  /** Why there is no verdict. */
  why: string | null;
}

export interface Counts {
  evaluated: number;
  failed: number;
  notEvaluated: number;
  members?: number;
  repeated?: number;
  value?: number;
}

export const ruleResult = (rule: Rule, unit: Unit, { evaluated, failed, notEvaluated, members, repeated, value }: Counts): RuleResult => {
  const percent = evaluated === 0 ? null : (100 * failed) / evaluated;
  const measured = { failed, percent, value: value ?? null }[rule.expect.measure];
  const judged = evaluated > 0 && measured !== null;
  return {
    ruleId: rule.id, kind: rule.check.kind, severe: rule.severe, unit, evaluated, notEvaluated, failed,
    ...(members === undefined ? {} : { members }), ...(repeated === undefined ? {} : { repeated }), ...(value === undefined ? {} : { value }),
    percent, expected: rule.expect,
    status: judged ? (meets(measured, rule.expect) ? 'passed' : 'failed') : 'inconclusive',
    why: judged ? null : `no ${unit} was evaluated${notEvaluated ? `; ${notEvaluated} had to be left out` : ''}`,
  };
};

/** The result of a rule that could not be run. */
export const notRun = (rule: Rule, unit: Unit, why: string): RuleResult => ({ ...ruleResult(rule, unit, { evaluated: 0, failed: 0, notEvaluated: 0 }), status: 'inconclusive', why });

export type Verdict = 'met' | 'breached' | 'inconclusive';

/** Only severe rules decide: one that failed breaches the contract; without a severe verdict, or with one missing, nothing is met. */
export const verdictOf = (results: readonly RuleResult[]): Verdict => {
  const severe = results.filter((result) => result.severe);
  if (severe.some((result) => result.status === 'failed')) return 'breached';
  return severe.length === 0 || severe.some((result) => result.status === 'inconclusive') ? 'inconclusive' : 'met';
};
