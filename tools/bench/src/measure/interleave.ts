/**
 * Lets the contenders take turns (A B C, A B C, …), so that whatever slows the machine for a while slows all of them. A first
 * round warms up and is thrown away. Answers what each round measured.
 */
export const interleave = async <Name extends string, Measured>(
  rounds: number, contenders: Readonly<Record<Name, () => Promise<Measured>>>,
): Promise<Record<Name, Measured[]>> => {
  const entries = Object.entries(contenders) as [Name, () => Promise<Measured>][];
  const measured = Object.fromEntries(entries.map(([name]) => [name, []])) as unknown as Record<Name, Measured[]>;
  for (let round = 0; round <= rounds; round++) {
    for (const [name, run] of entries) {
      const result = await run();
      if (round > 0) measured[name].push(result);
    }
  }
  return measured;
};
