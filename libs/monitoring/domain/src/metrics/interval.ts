import { undefinedFigure, type Undefined } from './figure.ts';

/** A two-sided 95 % interval; the method is part of the figure. */
export interface Interval {
  readonly kind: 'interval';
  readonly method: 'wilson' | 'student-t-over-weeks';
  readonly confidence: 0.95;
  readonly lower: number;
  readonly upper: number;
}

const Z = 1.959963984540054; // standard normal quantile at 0.975

/** Wilson's score interval for `hits` of `trials` (at least one). */
export const wilson = (hits: number, trials: number): Interval => {
  const share = hits / trials;
  const scale = 1 + Z ** 2 / trials;
  const centre = (share + Z ** 2 / (2 * trials)) / scale;
  const half = (Z / scale) * Math.sqrt((share * (1 - share)) / trials + Z ** 2 / (4 * trials ** 2));
  return { kind: 'interval', method: 'wilson', confidence: 0.95, lower: hits === 0 ? 0 : centre - half, upper: hits === trials ? 1 : centre + half }; // both ends exact, where rounding could miss the share
};

/** Student's t interval for the mean of weekly values, cut to the range that the figure can take. */
export const tOverWeeks = (values: readonly number[], [least, most]: readonly [number, number]): Interval | Undefined => {
  const counts = { weeks: values.length };
  if (values.length < 2) return undefinedFigure('too-few-weeks', counts);
  if (values.every((value) => value === values[0])) return undefinedFigure('no-spread', counts);
  const mean = meanOf(values);
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  const half = tQuantile975(values.length - 1) * Math.sqrt(variance / values.length);
  return { kind: 'interval', method: 'student-t-over-weeks', confidence: 0.95, lower: Math.max(least, mean - half), upper: Math.min(most, mean + half) };
};

export const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Quantile of Student's t at 0.975 for whole degrees of freedom, by bisection of the exact distribution. */
export const tQuantile975 = (degrees: number): number => {
  let low = 0;
  let high = 16; // 12.71 at one degree, less at more
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (centralProbability(middle, degrees) < 0.95) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
};

// P(|T| ≤ t): the finite series of Abramowitz and Stegun, 26.7.3 (odd) and 26.7.4 (even).
const centralProbability = (t: number, degrees: number): number => {
  const angle = Math.atan(t / Math.sqrt(degrees));
  const cosine = Math.cos(angle);
  const odd = degrees % 2 === 1;
  let term = odd ? cosine : 1;
  let sum = degrees === 1 ? 0 : term;
  for (let k = odd ? 3 : 2; k <= degrees - 2; k += 2) {
    term *= ((k - 1) / k) * cosine ** 2;
    sum += term;
  }
  return odd ? (2 / Math.PI) * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum;
};
