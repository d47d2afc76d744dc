/** Turns how many messages a consumer is behind into how many seconds, from what it applied last. */
export class LagClock {
  readonly #appliedAt = new Map<string, number>();
  readonly #behindSince = new Map<string, number>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** @param at when the event was recorded, in milliseconds */
  applied(group: string, topic: string, at: number): void {
    this.#appliedAt.set(`${group} ${topic}`, at);
  }

  /** Seconds behind at most: since the last event that was applied was recorded, or since it first fell behind, whichever is later. */
  lag(group: string, topic: string, events: number): number {
    const key = `${group} ${topic}`;
    if (events === 0) {
      this.#behindSince.delete(key);
      return 0;
    }
    const since = this.#behindSince.get(key) ?? this.#now();
    this.#behindSince.set(key, since);
    return Math.max(0, this.#now() - Math.max(since, this.#appliedAt.get(key) ?? 0)) / 1000;
  }
}
