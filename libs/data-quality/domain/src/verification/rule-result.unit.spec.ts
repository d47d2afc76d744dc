import { meets } from '../rules/meets.ts';
import type { Expectation, Operator, Rule } from '../rules/rule.ts';
import { ruleResult, verdictOf, type RuleResult } from './rule-result.ts';

const rule = (expect: Expectation): Rule => ({ id: 'r', path: '', description: null, severe: true, reason: null, check: { kind: 'row-count' }, expect });

describe('a measured value', () => {
  it.each<[Operator, number[]]>([
    ['mustBe', [4]], ['mustNotBe', [2, 3, 5, 6]], ['mustBeGreaterThan', [5, 6]], ['mustBeGreaterOrEqualTo', [4, 5, 6]], ['mustBeLessThan', [2, 3]], ['mustBeLessOrEqualTo', [2, 3, 4]],
  ])('%s 4 holds for %j of 2 to 6', (operator, holds) => {
    expect([2, 3, 4, 5, 6].filter((value) => meets(value, { measure: 'value', operator, operand: 4 } as Expectation))).toEqual(holds);
  });

  it('is between or not between, never both, the bounds being inside', () => {
    const of = (operator: 'mustBeBetween' | 'mustNotBeBetween') => [2, 3, 4, 5, 6].filter((value) => meets(value, { measure: 'value', operator, operand: [3, 5] }));
    expect([of('mustBeBetween'), of('mustNotBeBetween')]).toEqual([[3, 4, 5], [2, 6]]);
  });
});

describe('a result', () => {
  const none: Expectation = { measure: 'failed', operator: 'mustBe', operand: 0 };

  it('without anything evaluated is inconclusive, whatever is expected', () => {
    for (const expect_ of [none, { measure: 'percent', operator: 'mustBeLessThan', operand: 100 } as const])
      expect(ruleResult(rule(expect_), 'row', { evaluated: 0, failed: 0, notEvaluated: 3 })).toMatchObject({ status: 'inconclusive', percent: null, why: 'no row was evaluated; 3 had to be left out' });
  });

  it('shows its percentage and measures by it when told to', () => {
    expect(ruleResult(rule({ measure: 'percent', operator: 'mustBeLessOrEqualTo', operand: 25 }), 'row', { evaluated: 8, failed: 2, notEvaluated: 0 })).toMatchObject({ percent: 25, status: 'passed' });
    expect(ruleResult(rule(none), 'row', { evaluated: 8, failed: 2, notEvaluated: 0 })).toMatchObject({ percent: 25, status: 'failed', why: null });
  });
});

describe('a verdict', () => {
  const result = (severe: boolean, status: RuleResult['status']): RuleResult => ({ ...ruleResult(rule({ measure: 'failed', operator: 'mustBe', operand: 0 }), 'row', { evaluated: 1, failed: 0, notEvaluated: 0 }), severe, status });

  it.each<[string, RuleResult[], string]>([
    ['all severe rules passed', [result(true, 'passed'), result(false, 'failed')], 'met'],
    ['one severe rule failed', [result(true, 'passed'), result(true, 'failed'), result(true, 'inconclusive')], 'breached'],
    ['one severe rule has no verdict', [result(true, 'passed'), result(true, 'inconclusive')], 'inconclusive'],
    ['no rule is severe', [result(false, 'passed')], 'inconclusive'],
    ['there is no rule', [], 'inconclusive'],
  ])('when %s', (_, results, verdict) => {
    expect(verdictOf(results)).toBe(verdict);
  });
});
