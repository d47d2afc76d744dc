/** A wait that grows by half at each step, from `first` to `last` milliseconds. */
export class BackOff {
  readonly #first: number;
  readonly #last: number;
  #next: number;

  constructor(first: number, last: number) {
    this.#first = first;
    this.#last = last;
    this.#next = first;
  }

  next(): number {
    const now = this.#next;
    this.#next = Math.min(this.#last, now * 1.5);
    return now;
  }

  reset(): void {
    this.#next = this.#first;
  }
}
