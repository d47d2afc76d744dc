/** Who may touch what: a fault takes what it needs alone, so that two of them never prove each other's hit. */
export class Locks {
  readonly #held = new Map<string, Promise<void>>();

  isFree(names: readonly string[]): boolean {
    return names.every((name) => !this.#held.has(name));
  }

  /** Takes what is free now; answers how to give it back. @throws Error when somebody is at it */
  take(names: readonly string[]): () => void {
    if (!this.isFree(names)) throw new Error(`${names.join(', ')}: somebody is at it`);
    let release = (): void => undefined;
    const held = new Promise<void>((done) => { release = done; });
    for (const name of names) this.#held.set(name, held);
    return () => {
      for (const name of names) this.#held.delete(name);
      release();
    };
  }

  async within<T>(names: readonly string[], work: () => Promise<T>): Promise<T> {
    for (let busy = this.#busy(names); busy; busy = this.#busy(names)) await busy;
    const release = this.take(names);
    try {
      return await work();
    } finally {
      release();
    }
  }

  #busy(names: readonly string[]): Promise<void> | undefined {
    return names.map((name) => this.#held.get(name)).find((held) => held !== undefined);
  }
}
