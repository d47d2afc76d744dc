/** Work that nothing else may begin beside: one piece at a time. */
export class Exclusive {
  #waiting = 0;
  #last: Promise<void> = Promise.resolve();

  /** Some of it runs or waits. */
  get busy(): boolean {
    return this.#waiting > 0;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    const before = this.#last;
    let done = (): void => undefined;
    this.#last = new Promise((resolve) => { done = resolve; });
    this.#waiting++;
    await before;
    try {
      return await work();
    } finally {
      this.#waiting--;
      done();
    }
  }

  /** Resolves once what was begun before has ended. */
  async over(): Promise<void> {
    await this.#last;
  }
}
