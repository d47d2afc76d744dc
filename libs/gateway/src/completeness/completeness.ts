import type { ContextName } from '@throughline/kernel';
import type { Histories } from '@throughline/projections';
import type { LogTransport } from '@throughline/transport';
import { GATEWAY_CONSUMER } from '../consistency/versions-awaited.ts';
import type { Queryable } from '../read-models/read-rows.ts';

const ASK_EVERY_MS = 1_000;
const PATIENCE_MS = 1_000;

export interface CompletenessOptions {
  readonly db: Queryable;
  readonly schema: string;
  readonly transport: LogTransport;
  readonly histories: Histories;
  /** Topics by the context that owns them. */
  readonly topics: ReadonlyMap<ContextName, readonly string[]>;
}

const within = <T>(work: Promise<T>): Promise<T | null> => {
  let timer: NodeJS.Timeout;
  const late = new Promise<null>((resolve) => { timer = setTimeout(() => resolve(null), PATIENCE_MS); });
  // An owner that is down leaves the answer provisional, which is the truth: it may hold events that nobody here has seen.
  return Promise.race([work.catch(() => null), late]).finally(() => clearTimeout(timer));
};

/** Knows up to which instant everything that ever happened has been read. Asks the owners only when it must, at most once a second. */
export class Completeness {
  readonly #options: CompletenessOptions;
  readonly #before = new Map<ContextName, number>();
  #asked = -Infinity;
  #asking: Promise<void> | undefined;

  constructor(options: CompletenessOptions) {
    this.#options = options;
  }

  /** Whether no event at or before the instant can still come. */
  async isComplete(instant: Date): Promise<boolean> {
    if (this.#knows(instant)) return true;
    if (!this.#asking && performance.now() - this.#asked >= ASK_EVERY_MS) {
      this.#asking = this.#ask().finally(() => { this.#asking = undefined; this.#asked = performance.now(); });
    }
    await this.#asking;
    return this.#knows(instant);
  }

  #knows(instant: Date): boolean {
    return [...this.#options.topics.keys()].every((context) => (this.#before.get(context) ?? -Infinity) > instant.getTime());
  }

  async #ask(): Promise<void> {
    await Promise.all([...this.#options.topics].map(async ([context, topics]) => {
      const head = await within(this.#options.histories[context]?.head() ?? Promise.resolve(null));
      if (!head?.completeBefore) return;
      // Taken after the owner's answer, so that they cover all it had handed over by then.
      if (await within(this.#hasConsumed(topics))) this.#before.set(context, Date.parse(head.completeBefore));
    }));
  }

  async #hasConsumed(topics: readonly string[]): Promise<boolean> {
    const { db, schema, transport } = this.#options;
    const ends = new Map<string, readonly number[]>();
    for (const topic of topics) ends.set(topic, await transport.endOffsets(topic));
    const { rows } = await db.query(`select topic, partition, next_offset from ${schema}.consumer_partition where consumer=$1 and topic=any($2)`, [GATEWAY_CONSUMER, topics]);
    const next = new Map(rows.map((row): [string, number] => [`${row['topic']}/${row['partition']}`, Number(row['next_offset'])]));
    return [...ends].every(([topic, offsets]) => offsets.every((end, partition) => end === 0 || (next.get(`${topic}/${partition}`) ?? 0) >= end));
  }
}
