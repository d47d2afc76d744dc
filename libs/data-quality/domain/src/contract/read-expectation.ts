import type { Problem } from '../shape/shape.ts';
import { at, type Fields } from '../shape/shape.ts';
import type { Expectation, Measure, Operator } from '../rules/rule.ts';
import { operatorNames } from './odcs-shape.ts';

const isPair = (operand: unknown): operand is [number, number] => Array.isArray(operand);

/** The one operator of a quality entry. The shape has been checked, but `mustBe` may still hold anything. */
export const readExpectation = (quality: Fields, measure: Measure, path: string): Expectation | Problem => {
  const operator = operatorNames.find((name) => quality[name] !== undefined) as Operator;
  const operand = quality[operator];
  if (operator === 'mustBeBetween' || operator === 'mustNotBeBetween') {
    if (!isPair(operand) || operand[0] > operand[1]) return { path: at(path, operator), message: 'must name the lower bound first' };
    return { measure, operator, operand };
  }
  if (typeof operand !== 'number' || !Number.isFinite(operand)) return { path: at(path, operator), message: `must be a number, for it is compared with a ${measure === 'percent' ? 'percentage' : 'count'}` };
  return { measure, operator, operand };
};
