/** A wait that somebody can cut short; a ring while nobody waits makes the next wait return at once. */
export class Alarm {
  #rung = false;
  #wakeUp: (() => void) | null = null;

  ring(): void {
    this.#rung = true;
    this.#wakeUp?.();
  }

  async wait(ms: number): Promise<void> {
    if (!this.#rung) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.#wakeUp = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#wakeUp = null;
    this.#rung = false;
  }

  /** Waits the whole time, whoever rings, unless `cut` has become true when somebody does. */
  async waitOut(ms: number, cut: () => boolean): Promise<void> {
    const until = performance.now() + ms;
    for (let left = ms; left > 0 && !cut(); left = until - performance.now()) await this.wait(left);
  }
}
