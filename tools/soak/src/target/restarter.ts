import type { SoakProcess } from './target.ts';

const TRIES = 10;
const AGAIN_MS = 1_000;

/** Starts processes as whoever keeps services running does: one that ends because database or broker are away is started again. */
export class Restarter {
  readonly #say: (line: string) => void;

  constructor(say: (line: string) => void) {
    this.#say = say;
  }

  async restart(process: SoakProcess): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        return await process.start();
      } catch (error) {
        this.#say(`${process.name} did not start (${tries}): ${String(error).slice(0, 500)}`);
        if (tries === TRIES) throw error;
        if (process.pid() !== undefined) await process.end('SIGKILL');
        await new Promise((again) => setTimeout(again, AGAIN_MS));
      }
    }
  }
}
