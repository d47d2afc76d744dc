/** One answer of a schema's `fence()` function. */
export interface FenceReading {
  /** The sequence's last drawn value, read before the locks. */
  readonly candidate: number;
  /** Virtual transactions that held the writers' lock afterwards. */
  readonly holders: readonly string[];
  /** The server's clock, read before the counter. */
  readonly at: Date;
}

/** Nothing recorded before `before` can appear any more beyond position `upTo`; whoever has read up to there is complete before that instant. */
export interface Completeness {
  readonly before: Date;
  readonly upTo: number;
}

interface Pending extends FenceReading {
  readonly claims: Date | null;
}

/**
 * What a reader remembers between two looks at the fence: the candidate that waits for its holders, the high water, and the
 * instant before which everything is complete. Belongs to one database session: {@link forget} on every reconnect, because
 * the sequence may restart below it after a crash.
 */
export class FenceMemory {
  #highWater = 0;
  #pending: Pending | null = null;
  #settled: Date | null = null;
  #complete: Completeness | null = null;

  /** Every row at or below is visible to a statement that begins now, or was rolled back. */
  get highWater(): number {
    return this.#highWater;
  }

  get complete(): Completeness | null {
    return this.#complete;
  }

  /** The reading that still waits for transactions to end, and those transactions. */
  get waitingFor(): { readonly since: Date; readonly holders: readonly string[] } | null {
    return this.#pending && { since: this.#pending.at, holders: this.#pending.holders };
  }

  observe(reading: FenceReading): void {
    // A candidate may claim only what earlier readings settled: its counter was read before its own look at the locks.
    const claims = this.#settled;
    if (this.#pending) this.#wait({ ...this.#pending, holders: this.#pending.holders.filter((h) => reading.holders.includes(h)) });
    if (!this.#pending) this.#wait({ ...reading, claims });
  }

  forget(): void {
    this.#highWater = 0;
    this.#pending = null;
    this.#settled = null;
    this.#complete = null;
  }

  #wait(pending: Pending): void {
    this.#pending = pending;
    if (pending.holders.length > 0) return;
    this.#pending = null;
    this.#highWater = pending.candidate;
    this.#settled = pending.at;
    if (pending.claims) this.#complete = { before: pending.claims, upTo: pending.candidate };
  }
}
