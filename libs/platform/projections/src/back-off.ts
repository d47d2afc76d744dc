const FIRST_MS = 200;
const LONGEST_MS = 30_000;

/** Delays of 0.2, 0.4, … 30 s, without end, until something succeeded. */
export class BackOff {
  #failures = 0;

  next(): number {
    return Math.min(FIRST_MS * 2 ** Math.min(this.#failures++, 10), LONGEST_MS);
  }

  reset(): void {
    this.#failures = 0;
  }
}
