import type { Expectation } from './rule.ts';

const within = (value: number, [low, high]: [number, number]): boolean => value >= low && value <= high;

/** Does the measured value meet the expectation? */
export const meets = (value: number, expected: Expectation): boolean => {
  switch (expected.operator) {
    case 'mustBe': return value === expected.operand;
    case 'mustNotBe': return value !== expected.operand;
    case 'mustBeGreaterThan': return value > expected.operand;
    case 'mustBeGreaterOrEqualTo': return value >= expected.operand;
    case 'mustBeLessThan': return value < expected.operand;
    case 'mustBeLessOrEqualTo': return value <= expected.operand;
    case 'mustBeBetween': return within(value, expected.operand);
    case 'mustNotBeBetween': return !within(value, expected.operand);
  }
};
