import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { lost, persistently } from './connection-lost.ts';
import type { FeedStore } from './feed-store.ts';
import { Gate } from './gate.ts';
import type { SeededRandom } from './seeded-random.ts';

const WRITERS = 16;
const STREAMS = 40;
const BATCH = 60;
const CACHED_SHARE = 0.15;

/** Sixteen writers on hot streams: batches, pauses within transactions, roll-backs, prepared transactions. Each has a log of what was acknowledged. */
export class SoakWriters {
  /** Ids of events whose commit was acknowledged, by schema. */
  readonly acknowledged = new Map<string, string[]>();
  /** Transactions that came to their end. */
  transactions = 0;
  /** Between one transaction and the next. */
  readonly gate = new Gate();
  readonly #stores: readonly [FeedStore, FeedStore];
  readonly #admin: pg.Pool;
  readonly #random: SeededRandom;
  readonly #running: Promise<unknown>[];
  #writing = 0;
  #over = false;

  /** @param stores the right one, and one whose sequence caches, which gets a smaller share */
  constructor(stores: readonly [FeedStore, FeedStore], admin: pg.Pool, random: SeededRandom) {
    this.#stores = stores;
    this.#admin = admin;
    this.#random = random;
    for (const { schema } of stores) this.acknowledged.set(schema, []);
    this.#running = Array.from({ length: WRITERS }, () => this.#run().catch((error: unknown) => error));
  }

  /** How many transactions are under way. */
  get writing(): number {
    return this.#writing;
  }

  stop(): void {
    this.#over = true;
    this.gate.goOn();
  }

  /** @throws what broke a writer but a lost connection */
  async finish(): Promise<void> {
    this.stop();
    const [broken] = (await Promise.all(this.#running)).filter(Boolean);
    if (broken) throw broken;
  }

  /** Commits a prepared transaction, whatever happens to the server meanwhile. */
  async commitPrepared(gid: string): Promise<void> {
    await persistently(() => this.#admin.query(`commit prepared '${gid}'`).catch((error: { code?: string }) => {
      if (error.code !== '42704') throw error; // else it was committed, and the answer lost
    }));
  }

  async #run(): Promise<void> {
    while (!this.#over) {
      await this.gate.pass();
      this.#writing++;
      const store = this.#stores[this.#random.chance(CACHED_SHARE) ? 1 : 0];
      try {
        this.acknowledged.get(store.schema)!.push(...await this.#transaction(store));
        this.transactions++;
      } catch (error) {
        if (!lost(error)) throw error;
        await new Promise((again) => setTimeout(again, 5));
      } finally {
        this.#writing--;
      }
    }
  }

  async #transaction({ append, writers }: FeedStore): Promise<string[]> {
    const random = this.#random;
    const client = await writers.connect();
    let broken = true;
    try {
      await client.query('begin');
      // As a service does that writes its command's row first: its transaction has a number before it has the stream.
      if (random.chance(0.3)) await client.query('select pg_current_xact_id(), pg_sleep($1)', [random.next() * 0.01]);
      const ids = await append(client, `model-${random.below(STREAMS)}`, random.chance(0.1) ? BATCH : 1 + random.below(3));
      if (random.chance(0.3)) await client.query('select pg_sleep($1)', [random.next() * (random.chance(0.2) ? 0.3 : 0.04)]);
      const rolledBack = random.chance(0.1);
      const gid = !rolledBack && random.chance(0.05) ? randomUUID() : null;
      await client.query(rolledBack ? 'rollback' : gid ? `prepare transaction '${gid}'` : 'commit');
      broken = false;
      if (gid) await this.commitPrepared(gid);
      return rolledBack ? [] : ids;
    } finally {
      client.release(broken);
    }
  }
}
