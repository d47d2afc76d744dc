/** Lets everybody through, or holds them until it is opened again. */
export class Gate {
  #closed: Promise<void> | null = null;
  #open = (): void => undefined;

  hold(): void {
    this.#closed ??= new Promise((open) => { this.#open = open; });
  }

  goOn(): void {
    this.#closed = null;
    this.#open();
  }

  async pass(): Promise<void> {
    await this.#closed;
  }
}
