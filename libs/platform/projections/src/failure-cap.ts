const WINDOW = 1_000;
const MOST_FAILED = WINDOW / 100;
const MOST_PARKED = 100;

/** More parked streams or failures than data can explain: it is a code bug, and going on would park everything. */
export class FailureCap {
  readonly #window: boolean[] = [];

  record(applied: number, failed: number): void {
    for (let i = 0; i < applied; i++) this.#window.push(i < failed);
    this.#window.splice(0, this.#window.length - WINDOW);
  }

  /** Whether what is still parked no longer exceeds what the consumer was stopped for: an operator released or discarded enough. */
  below(parkedStreams: number): boolean {
    return parkedStreams <= (this.#failed() > MOST_FAILED ? MOST_FAILED : MOST_PARKED);
  }

  /** Forgets the last events, of which those that failed have been seen to. */
  reset(): void {
    this.#window.length = 0;
  }

  /** Why the consumer must stop, if it must. @param parkedStreams streams parked by a failure */
  exceeded(parkedStreams: number): string | undefined {
    const failed = this.#failed();
    if (parkedStreams > MOST_PARKED) return `${parkedStreams} streams are parked, more than ${MOST_PARKED}`;
    if (failed > MOST_FAILED) return `${failed} of the last ${WINDOW} events failed, more than 1 %`;
    return undefined;
  }

  #failed(): number {
    return this.#window.filter(Boolean).length;
  }
}
