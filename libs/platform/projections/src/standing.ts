import type { ConsumerStatus } from './consumer-options.ts';

/** A partition that failed and was not tried again by then has gone to another runner. */
const FORGOTTEN_MS = 30_000;

/** How a consumer stands, by how its partitions do. */
export class Standing {
  /** Partitions whose last batch failed, with the instant by which each has been tried again or belongs to somebody else. */
  readonly #retrying = new Map<string, number>();
  #status: ConsumerStatus = { state: 'idle', ready: false, since: new Date().toISOString() };

  get status(): ConsumerStatus {
    if (this.#status.ready) this.#recover();
    return this.#status;
  }

  get mustStop(): boolean {
    return this.#status.state === 'stopped' || this.#status.state === 'halted';
  }

  set(state: ConsumerStatus['state'], reason?: string): void {
    this.#status = { state, reason, ready: state !== 'idle' && this.#status.ready, since: new Date().toISOString() };
  }

  /** It consumes, or waits for a person: nothing is won by waiting for it. */
  ready(): void {
    this.#status = { ...this.#status, ready: true };
  }

  retrying(partitions: readonly string[], delayMs: number, reason: string): void {
    for (const partition of partitions) this.#retrying.set(partition, Date.now() + delayMs + FORGOTTEN_MS);
    this.set('retrying', reason);
  }

  moved(partition: string): void {
    this.#retrying.delete(partition);
    this.#recover();
  }

  #recover(): void {
    for (const [key, until] of this.#retrying) if (until < Date.now()) this.#retrying.delete(key);
    if (this.#retrying.size === 0 && this.#status.state === 'retrying') this.set('running');
  }
}
