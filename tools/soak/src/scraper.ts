import type { SoakTarget } from './target/target.ts';

const EVERY_MS = 2_000;
const LINE = /^throughline_consumer_events_total\{([^}]*)\} (\d+)/;

/** Sums up counters of processes that are killed all the time: each fall of a counter is a new beginning. What a process counted after the last look is lost with it. */
export class Scraper {
  readonly totals = new Map<string, number>();
  readonly #last = new Map<string, number>();
  readonly #target: SoakTarget;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();

  readonly #token: string;

  /** @param token of an operator: counters are not for everybody */
  constructor(target: SoakTarget, token: string) {
    this.#target = target;
    this.#token = token;
  }

  start(): void {
    this.#timer = setInterval(() => { this.#looking = this.look(); }, EVERY_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
    await this.look();
  }

  async look(): Promise<void> {
    await Promise.all(this.#target.processes.map(async ({ name, url }) => {
      // A process that is down, or is killed in the middle of its answer, answers nothing; its counters begin anew.
      const text = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${this.#token}` }, signal: AbortSignal.timeout(EVERY_MS) }).then((r) => r.text()).catch(() => '');
      for (const line of text.split('\n')) {
        const [, labels, count] = LINE.exec(line) ?? [];
        if (labels === undefined) continue;
        const what = /what="([^"]*)"/.exec(labels)?.[1] ?? '';
        const key = `${name} ${labels}`;
        const [before, now] = [this.#last.get(key) ?? 0, Number(count)];
        this.#last.set(key, now);
        this.totals.set(what, (this.totals.get(what) ?? 0) + (now < before ? now : now - before));
      }
    }));
  }
}
