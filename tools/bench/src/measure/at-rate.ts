import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Begins the work at a steady rate, whether or not what was begun before has ended, and waits for all of it. After a failure nothing
 * more begins; it rejects with the first.
 */
export const atRate = async (perSecond: number, seconds: number, work: () => Promise<void>): Promise<void> => {
  const began = performance.now();
  const running: Promise<void>[] = [];
  const failures: unknown[] = [];
  for (let n = 0; n < perSecond * seconds && failures.length === 0; n++) {
    const due = began + (n * 1_000) / perSecond;
    if (due > performance.now()) await sleep(due - performance.now());
    running.push(work().catch((error: unknown) => { failures.push(error); }));
  }
  await Promise.all(running);
  if (failures.length > 0) throw failures[0];
};
