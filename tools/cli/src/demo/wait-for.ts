import { CliError } from '../plane-access.ts';

const POLL_MS = 150;

/** Asks again until the answer is there. @throws CliError naming what did not come within the time */
export const waitFor = async <T>(what: string, seconds: number, ask: () => Promise<T | null>): Promise<T> => {
  for (const deadline = Date.now() + seconds * 1000; ;) {
    const found = await ask();
    if (found !== null) return found;
    if (Date.now() > deadline) throw new CliError(`${what} did not come within ${seconds} s; the plane's log says more`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
};
