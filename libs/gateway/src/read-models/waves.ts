/**
 * When loaders ask: not before every statement that runs has answered, so that all that its answers ask for goes along. How many
 * statements a query takes then hangs on its shape alone, not on which answer comes first.
 */
export class Waves {
  #running = 0;
  #waiting: (() => void)[] = [];

  /** Keeps a loader's batch until the next wave. */
  readonly schedule = (send: () => void): void => {
    this.#waiting.push(send);
    this.#soon();
  };

  /** Runs a statement; what is scheduled waits for it. */
  async run<T>(statement: () => Promise<T>): Promise<T> {
    this.#running++;
    try {
      return await statement();
    } finally {
      this.#running--;
      this.#soon();
    }
  }

  // An immediate comes after all that an answer sets off without waiting: the resolvers below it.
  #soon(): void {
    setImmediate(() => {
      if (this.#running > 0) return;
      for (const send of this.#waiting.splice(0)) send();
    });
  }
}
