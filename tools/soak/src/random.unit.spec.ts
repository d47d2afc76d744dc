import { randomFrom } from './random.ts';

describe('chance', () => {
  const numbers = (seed: number, name?: string): number[] => {
    const random = name === undefined ? randomFrom(seed) : randomFrom(seed).branch(name);
    return Array.from({ length: 1_000 }, () => random.next());
  };

  it('is the same for the same seed, and another for each seed and branch', () => {
    expect(numbers(7)).toEqual(numbers(7));
    expect(numbers(7, 'a')).toEqual(numbers(7, 'a'));
    expect(new Set([numbers(7), numbers(8), numbers(7, 'a'), numbers(7, 'b'), numbers(8, 'a')].map((list) => list[0])).size).toBe(5);
  });

  it('is spread over [0, 1)', () => {
    const tenths = new Array<number>(10).fill(0);
    for (const number of numbers(3)) tenths[Math.floor(number * 10)]! += 1;
    expect(Math.min(...tenths)).toBeGreaterThan(60);
    expect(Math.max(...tenths)).toBeLessThan(150);
  });
});
