/** Who may touch what: a fault takes what it needs alone, so that two of them never prove each other's hit. */
export class Locks {
  readonly #held = new Map<string, Promise<void>>();

  isFree(names: readonly string[]): boolean {
    return names.every((name) => !this.#held.has(name));
  }

  async within<T>(names: readonly string[], work: () => Promise<T>): Promise<T> {
    for (let busy = this.#busy(names); busy; busy = this.#busy(names)) await busy;
    let release = (): void => undefined;
    const held = new Promise<void>((done) => { release = done; });
    for (const name of names) this.#held.set(name, held);
    try {
      return await work();
    } finally {
      for (const name of names) this.#held.delete(name);
      release();
    }
  }

  #busy(names: readonly string[]): Promise<void> | undefined {
    return names.map((name) => this.#held.get(name)).find((held) => held !== undefined);
  }
}
