import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@throughline/observability';
import { isTransient } from '@throughline/projections';
import type { Readiness } from './readiness.ts';
import { forAnybody, NotYet } from './told.ts';

/** Part of a start that needs something which may not be there yet. It may be done again after it has failed. */
export interface StartStep {
  /** What is waited for, as an operator reads it: `the database`, `the topics`. */
  readonly name: string;
  run(): Promise<void>;
}

const FIRST_MS = 200;
const LONGEST_MS = 2_000;
/** What others bring in time, another process or the broker, nobody has to look after. */
const PATIENCE_MS = 30_000;

/** Takes the steps of a start one after the other, each until it succeeds: in which order processes, database and broker come up does not matter. */
export class BringUp {
  readonly #readiness: Readiness;
  readonly #logger: Logger;
  readonly #abort = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(readiness: Readiness, logger: Logger) {
    this.#readiness = readiness;
    this.#logger = logger;
  }

  start(steps: readonly StartStep[]): void {
    this.#running = this.#run(steps);
  }

  /** Waits for the step in hand and takes no further one. */
  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#running;
  }

  async #run(steps: readonly StartStep[]): Promise<void> {
    for (const step of steps) if (!await this.#until(step)) return;
    this.#readiness.started();
    this.#logger.info('ready');
  }

  async #until({ name, run }: StartStep): Promise<boolean> {
    this.#readiness.waitFor(name);
    const since = performance.now();
    let told = '';
    for (let wait = FIRST_MS; !this.#abort.signal.aborted; wait = Math.min(wait * 2, LONGEST_MS)) {
      try {
        await run();
        return true;
      } catch (error) {
        const because = error instanceof Error ? error.message : String(error);
        this.#readiness.waitFor(name, forAnybody(error));
        const level = error instanceof NotYet ? 'info' : performance.now() - since > PATIENCE_MS && !isTransient(error) ? 'error' : 'warn';
        if (told !== level + because) this.#logger[level]({ step: name, because, ...(level === 'error' && { err: error }) }, 'not ready; trying again');
        told = level + because;
        await delay(wait, undefined, { signal: this.#abort.signal }).catch(() => undefined);
      }
    }
    return false;
  }
}
