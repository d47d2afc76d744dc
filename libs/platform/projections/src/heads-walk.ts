import { setTimeout as delay } from 'node:timers/promises';
import type { HistoryPort, StreamHead } from '@throughline/transport';
import type { ConsumerTables } from './consumer-tables.ts';
import type { EventConsumerOptions } from './consumer-options.ts';
import type { EventConsumer } from './event-consumer.ts';
import { Fork, messageOf } from './failure.ts';
import type { Floors } from './floors.ts';
import { fetchRange } from './gap-repair.ts';
import { type KnownTip, refuseAhead } from './refuse-ahead.ts';

const EVERY_MS = 60_000;
const CATCH_UP_TRIES = 50;
const CATCH_UP_MS = 100;

/** Finds streams whose last message the log lost: no later version shows the gap, only their owner's heads do. */
export class HeadsWalk {
  readonly #consumer: EventConsumer;
  readonly #tables: ConsumerTables;
  readonly #options: EventConsumerOptions;
  readonly #floors: Floors;
  #timer: NodeJS.Timeout | undefined;
  #walking: Promise<number> | undefined;
  #stopping = false;

  constructor(consumer: EventConsumer, tables: ConsumerTables, options: EventConsumerOptions, floors: Floors) {
    this.#floors = floors;
    this.#consumer = consumer;
    this.#tables = tables;
    this.#options = options;
  }

  start(): void {
    this.#stopping = false;
    this.#timer = setInterval(() => { this.#walkQuietly(); }, this.#options.headsEveryMs ?? EVERY_MS);
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

  /** Walks once more in the background, after a walk in progress. */
  soon(): void {
    void (this.#walking ?? Promise.resolve(0)).catch(() => 0).then(() => this.#walkQuietly());
  }

  #walkQuietly(): void {
    if (this.#stopping) return;
    this.walk().catch((error: unknown) => this.#options.logger.warn({ consumer: this.#consumer.name, error: messageOf(error) }, 'heads walk failed, next time again'));
  }

  /** @throws the first failure, once every topic has had its turn */
  async #walkAll(): Promise<number> {
    let repaired = 0;
    const failures: unknown[] = [];
    for (const topic of this.#consumer.topics) {
      try {
        await this.#floors.look(topic);
        repaired += await this.#walkTopic(topic);
      } catch (error) {
        if (error instanceof Fork) this.#consumer.halt(error);
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
    return repaired;
  }

  async #walkTopic(topic: string): Promise<number> {
    const history = this.#consumer.historyOf(topic);
    let repaired = 0;
    for (let before = -1; !this.#stopping;) {
      const from = await this.#tables.headsWalked(this.#options.pool, topic);
      // Nobody has ever been given a partition: there is no row that could remember how far the walk came.
      if (from === before) return repaired;
      before = from;
      const page = await history.heads(topic, from);
      if (page.length === 0) return repaired;
      // Beyond the relay's position nothing is lost yet: it is on its way.
      const { position } = await history.head();
      const heads = page.filter((head) => head.position <= position);
      if (heads.length === 0 || !(await this.#consumedToTheEnd(topic))) return repaired;
      for (const { stream, version, known } of await this.#behind(history, heads)) {
        const missing = await fetchRange(history, stream, known, version, 0);
        repaired += await this.#consumer.applyMissing(topic, missing);
        this.#options.logger.warn({ consumer: this.#consumer.name, stream, after: known.last, version }, 'the log lost the end of a stream, fetched from the owner');
      }
      await this.#tables.setHeadsWalked(this.#options.pool, topic, from, heads.at(-1)!.position);
      if (heads.length < page.length) return repaired;
    }
    return repaired;
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
  async #behind(history: HistoryPort, heads: readonly StreamHead[]): Promise<{ stream: string; version: number; known: KnownTip }[]> {
    const known = await this.#tables.load(this.#options.pool, heads.map((h) => h.stream));
    await refuseAhead(history, known, new Map(heads.map((head) => [head.stream, head])));
    return heads.flatMap(({ stream, version }) => {
      const { last, lastEventId } = known.get(stream) ?? { last: this.#consumer.startFrom === 'now' ? version : 0, lastEventId: undefined };
      return last < version ? [{ stream, version, known: { last, lastEventId } }] : [];
    });
  }
}
