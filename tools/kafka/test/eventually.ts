import { setTimeout as sleep } from 'node:timers/promises';

/** Asks until the answer is true, for 20 s at most. */
export const eventually = async (what: string, ask: () => Promise<boolean>): Promise<void> => {
  const deadline = Date.now() + 20_000;
  while (!await ask()) {
    if (Date.now() > deadline) throw new Error(`never happened: ${what}`);
    await sleep(20);
  }
};
