const LOOK_MS = 250;

/** This process's resident memory over a while: its peak, and whether it still grows in the second half. */
export class PeakMemory {
  readonly #samples: number[] = [];
  #timer: NodeJS.Timeout | undefined;

  begin(): void {
    this.#timer = setInterval(() => this.#samples.push(process.memoryUsage.rss()), LOOK_MS);
  }

  end(): void {
    clearInterval(this.#timer);
    this.#samples.push(process.memoryUsage.rss());
  }

  get peakMb(): number {
    return Math.max(...this.#samples) / 1e6;
  }

  /** Peak of the second half beyond that of the first: about 0 where memory is bounded. */
  get growthMb(): number {
    const half = Math.ceil(this.#samples.length / 2);
    return Math.max(0, Math.max(...this.#samples.slice(half)) - Math.max(...this.#samples.slice(0, half))) / 1e6;
  }
}
