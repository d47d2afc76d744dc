import type { TopicPartition } from '../log-transport.ts';

type Offset = TopicPartition & { readonly offset: string };

const EVERY_MS = 1_000;

/** Tells the broker now and then how far a group is, for tools that look at lag; nothing relies on it. */
export class GroupOffsets {
  readonly #commit: (offsets: readonly Offset[]) => Promise<void>;
  readonly #report: (error: unknown) => void;
  readonly #reached = new Map<string, Offset>();
  #timer: NodeJS.Timeout | null = null;
  #underWay: Promise<void> | null = null;

  constructor(commit: (offsets: readonly Offset[]) => Promise<void>, report: (error: unknown) => void) {
    this.#commit = commit;
    this.#report = report;
  }

  reached({ topic, partition }: TopicPartition, next: number): void {
    this.#reached.set(`${topic}/${partition}`, { topic, partition, offset: String(next) });
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#underWay ??= this.#tell().finally(() => { this.#underWay = null; });
    }, EVERY_MS);
  }

  /** Other members know better what is no longer ours. */
  forget({ topic, partition }: TopicPartition): void {
    this.#reached.delete(`${topic}/${partition}`);
  }

  /** Tells the rest, waiting no longer than a moment for it. */
  async close(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    await Promise.race([(this.#underWay ?? Promise.resolve()).then(() => this.#tell()), new Promise((resolve) => { setTimeout(resolve, EVERY_MS).unref(); })]);
  }

  async #tell(): Promise<void> {
    const offsets = [...this.#reached.values()];
    this.#reached.clear();
    if (offsets.length > 0) await this.#commit(offsets).catch(this.#report);
  }
}
