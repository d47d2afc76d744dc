import { setTimeout as delay } from 'node:timers/promises';
import type { StreamHead } from '@throughline/transport';
import type { ConsumerTables } from './consumer-tables.ts';
import type { EventConsumerOptions } from './consumer-options.ts';
import type { EventConsumer } from './event-consumer.ts';
import { messageOf } from './failure.ts';
import { fetchRange } from './gap-repair.ts';

const EVERY_MS = 60_000;
const CATCH_UP_TRIES = 50;
const CATCH_UP_MS = 100;

/** Finds streams whose last message the log lost: no later version shows the gap, only their owner's heads do. */
export class HeadsWalk {
  readonly #consumer: EventConsumer;
  readonly #tables: ConsumerTables;
  readonly #options: EventConsumerOptions;
  /** Owner's position up to which every head was seen to be here, by topic. */
  readonly #walked = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;
  #walking: Promise<number> | undefined;
  #stopping = false;

  constructor(consumer: EventConsumer, tables: ConsumerTables, options: EventConsumerOptions) {
    this.#consumer = consumer;
    this.#tables = tables;
    this.#options = options;
  }

  start(): void {
    this.#stopping = false;
    this.#timer = setInterval(() => {
      this.walk().catch((error: unknown) => this.#options.logger.warn({ consumer: this.#consumer.name, error: messageOf(error) }, 'heads walk failed, next time again'));
    }, this.#options.headsEveryMs ?? EVERY_MS);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    clearInterval(this.#timer);
    await this.#walking?.catch(() => 0);
  }

  /** Answers how many lost events were applied; a walk in progress is joined. */
  walk(): Promise<number> {
    this.#walking ??= this.#walkAll().finally(() => { this.#walking = undefined; });
    return this.#walking;
  }

  async #walkAll(): Promise<number> {
    let repaired = 0;
    for (const topic of this.#consumer.topics) repaired += await this.#walkTopic(topic);
    return repaired;
  }

  async #walkTopic(topic: string): Promise<number> {
    const history = this.#consumer.historyOf(topic);
    let repaired = 0;
    while (!this.#stopping) {
      const page = await history.heads(topic, await this.#walkedTo(topic));
      if (page.length === 0) return repaired;
      // Beyond the relay's position nothing is lost yet: it is on its way.
      const { position } = await history.head();
      const heads = page.filter((head) => head.position <= position);
      if (heads.length === 0 || !(await this.#consumedToTheEnd(topic))) return repaired;
      for (const { stream, version, last } of await this.#behind(heads)) {
        const missing = await fetchRange(history, stream, last, version, 0);
        repaired += await this.#consumer.applyMissing(topic, missing);
        this.#options.logger.warn({ consumer: this.#consumer.name, stream, after: last, version }, 'the log lost the end of a stream, fetched from the owner');
      }
      this.#walked.set(topic, heads.at(-1)!.position);
      await this.#tables.setHeadsWalked(this.#options.pool, topic, heads.at(-1)!.position);
      if (heads.length < page.length) return repaired;
    }
    return repaired;
  }

  async #walkedTo(topic: string): Promise<number> {
    const walked = this.#walked.get(topic) ?? await this.#tables.headsWalked(this.#options.pool, topic);
    this.#walked.set(topic, walked);
    return walked;
  }

  async #consumedToTheEnd(topic: string): Promise<boolean> {
    const ends = await this.#options.transport.endOffsets(topic);
    for (let tries = 0; tries < CATCH_UP_TRIES && !this.#stopping; tries++) {
      if (await this.#hasConsumed(topic, ends)) return true;
      await delay(CATCH_UP_MS);
    }
    if (this.#stopping) return false;
    // Where a log has lost its end, or aged, no message is left that could move the offset to it.
    const last = await this.#options.transport.lastRecords(topic);
    return this.#hasConsumed(topic, last.map((record, partition) => Math.min(ends[partition] ?? 0, record ? record.offset + 1 : 0)));
  }

  async #hasConsumed(topic: string, ends: readonly number[]): Promise<boolean> {
    const offsets = await this.#tables.offsets(this.#options.pool, topic);
    return ends.every((end, partition) => end === 0 || (offsets.get(partition) ?? 0) >= end);
  }

  /** A consumer that started `now` has no base for a stream that it never saw, and misses nothing of it. */
  async #behind(heads: readonly StreamHead[]): Promise<{ stream: string; version: number; last: number }[]> {
    const known = await this.#tables.load(this.#options.pool, heads.map((h) => h.stream));
    return heads.flatMap(({ stream, version }) => {
      const last = known.get(stream)?.last ?? (this.#consumer.startFrom === 'now' ? version : 0);
      return last < version ? [{ stream, version, last }] : [];
    });
  }
}
