import { inTransaction } from '@throughline/commands';
import type { HistoryPort } from '@throughline/transport';
import type { ConsumerTables } from './consumer-tables.ts';
import type { EventConsumerOptions } from './consumer-options.ts';
import { OwnershipLost, Withheld } from './failure.ts';
import { refuseAhead, type Tip } from './refuse-ahead.ts';

/**
 * Asks the owners of topics what of them counts, before they are read and now and then after. Where a log outlives its owner's database, that
 * database may be taken back to an older state, and the log then holds events which nobody has any more.
 */
export class Floors {
  readonly #tables: ConsumerTables;
  readonly #options: EventConsumerOptions;
  readonly #historyOf: (topic: string) => HistoryPort;
  readonly #jumped: (topic: string) => void;
  readonly #cleared = new Map<string, Promise<void>>();

  /** @param jumped told when a topic's events must be taken from its history from the beginning */
  constructor(tables: ConsumerTables, options: EventConsumerOptions, historyOf: (topic: string) => HistoryPort, jumped: (topic: string) => void) {
    this.#tables = tables;
    this.#options = options;
    this.#historyOf = historyOf;
    this.#jumped = jumped;
  }

  /** Asks anew before the next batch of these topics. */
  forget(topics: Iterable<string>): void {
    for (const topic of topics) this.#cleared.delete(topic);
  }

  /** Resolves at once where a topic was cleared before. @throws Withheld, Fork; OwnershipLost after a jump */
  async clear(topic: string): Promise<void> {
    const known = this.#cleared.get(topic);
    if (known) return known;
    const asked = this.look(topic).then((jumped) => {
      if (jumped) throw new OwnershipLost(`${this.#options.name}: partitions of ${topic} begin anew at the floor of its log`);
    });
    this.#cleared.set(topic, asked);
    // Whoever asked hears of it; the next one asks again.
    asked.catch(() => { if (this.#cleared.get(topic) === asked) this.#cleared.delete(topic); });
    return asked;
  }

  /** Jumps over what does not count; answers whether there was something to jump over. @throws Withheld, Fork when this consumer has applied what its owner lost */
  async look(topic: string): Promise<boolean> {
    if (this.#options.transport.kind === 'postgres') return false;
    const { offsets, withheld } = await this.#historyOf(topic).floors(topic);
    if (withheld !== null) {
      this.#cleared.delete(topic);
      throw new Withheld(`${topic} is not read: ${withheld}`);
    }
    const { pool, logger, metrics, name } = this.#options;
    if (!offsets.some((offset) => offset > 0) || !(await this.#tables.isBelow(pool, topic, offsets))) return false;
    await this.#refuseAhead(topic);
    await inTransaction(pool, (tx) => this.#tables.jump(tx, topic, offsets));
    logger.warn({ consumer: name, topic, floors: offsets }, 'the owner has given up what its log holds below its floor: jumping over it, what is missing comes from the history');
    metrics?.count('floor', name, 1);
    this.#jumped(topic);
    return true;
  }

  /** Compares each stream of a topic that this consumer knows with where its owner says that it ends. */
  async #refuseAhead(topic: string): Promise<void> {
    const history = this.#historyOf(topic);
    const tips = new Map<string, Tip>();
    for (let after = 0; ;) {
      const page = await history.heads(topic, after);
      for (const { stream, version, id } of page) tips.set(stream, { version, id });
      const last = page.at(-1);
      if (!last) break;
      after = last.position;
    }
    for (let after = ''; ;) {
      const known = await this.#tables.streamsAfter(this.#options.pool, topic.split('.')[2]!, after);
      await refuseAhead(history, known, tips);
      const last = [...known.keys()].at(-1);
      if (last === undefined) return;
      after = last;
    }
  }
}
