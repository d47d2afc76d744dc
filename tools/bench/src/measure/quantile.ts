/** The smallest value that at least the given share of the values does not exceed. @throws Error for no values */
export const quantile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const found = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (found === undefined) throw new Error('no values were measured');
  return found;
};

export const median = (values: readonly number[]): number => quantile(values, 0.5);
