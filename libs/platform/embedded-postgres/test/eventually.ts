import { setTimeout as sleep } from 'node:timers/promises';

/** Asks until the answer is a value, for 20 s at most; an error counts as no answer yet. */
export const eventually = async <T>(what: string, ask: () => Promise<T | undefined | false>): Promise<T> => {
  const deadline = Date.now() + 20_000;
  let last: unknown;
  while (Date.now() < deadline) {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
    } catch (error) {
      last = error;
    }
    await sleep(20);
  }
  throw new Error(`never happened: ${what}`, { cause: last });
};
