import type { Locks } from './faults/locks.ts';
import type { SoakProcess } from './target/target.ts';

const LOOK_MS = 1_000;
const TRIES = 10;

/** Whoever keeps services running: starts again what was killed, what ends because its database is away, and what ends by itself. */
export class Keeper {
  /** Ends that no fault caused, by process: a watchdog gives up so that its process is started anew. */
  readonly endedByItself = new Map<string, number>();
  readonly #locks: Locks;
  readonly #say: (line: string) => void;
  readonly #lookMs: number;
  #timer: NodeJS.Timeout | undefined;
  #failed: unknown;

  constructor(locks: Locks, say: (line: string) => void, lookMs = LOOK_MS) {
    this.#locks = locks;
    this.#say = say;
    this.#lookMs = lookMs;
  }

  /** Looks after them until `stop`. */
  start(processes: readonly SoakProcess[]): void {
    this.#timer = setInterval(() => {
      for (const process of processes.filter((one) => one.pid() === undefined && this.#locks.isFree([one.name]))) {
        this.endedByItself.set(process.name, (this.endedByItself.get(process.name) ?? 0) + 1);
        this.#say(`${process.name} ended by itself and is started again`);
        void this.#locks.within([process.name], () => this.restart(process)).catch((error: unknown) => { this.#failed = error; });
      }
    }, this.#lookMs);
  }

  /** @throws what kept a process from being started again */
  stop(): void {
    this.leave();
    if (this.#failed) throw this.#failed;
  }

  leave(): void {
    clearInterval(this.#timer);
  }

  async restart(process: SoakProcess): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        return await process.start();
      } catch (error) {
        this.#say(`${process.name} did not start (${tries}): ${String(error).slice(0, 500)}`);
        if (tries === TRIES) throw error;
        if (process.pid() !== undefined) await process.end('SIGKILL');
        await new Promise((again) => setTimeout(again, this.#lookMs));
      }
    }
  }
}
