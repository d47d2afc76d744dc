import type { SoakProcess } from './target.ts';

const TRIES = 10;
const AGAIN_MS = 1_000;

/** Starts a process as whoever keeps services running does: one that ends because database or broker are away is started again. */
export const restarting = (say: (line: string) => void) => async (process: SoakProcess): Promise<void> => {
  for (let tries = 1; ; tries++) {
    try {
      return await process.start();
    } catch (error) {
      say(`${process.name} did not start (${tries}): ${String(error).slice(0, 500)}`);
      if (tries === TRIES) throw error;
      if (process.pid() !== undefined) await process.end('SIGKILL');
      await new Promise((again) => setTimeout(again, AGAIN_MS));
    }
  }
};
