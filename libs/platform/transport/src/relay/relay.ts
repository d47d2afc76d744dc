import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { FeedReader, type FeedPage, type FeedRow, type LockFence } from '@throughline/event-store';
import { topicOf, type ContextName } from '@throughline/kernel';
import { toLogRecord } from '../envelope/index.ts';
import type { LogProducer, LogTransport } from '../log-transport.ts';
import { Alarm, BackOff } from '../loop/index.ts';
import { findLost } from './log-check.ts';
import { LeaseLost, RelayLease, RelayRefused, type HeldLease } from './relay-lease.ts';
import { relayStatus } from './relay-status.ts';

/** What a relay can tell an operator; all optional. */
export interface RelayMetrics {
  /** Events that the log acknowledged, and the age in seconds of the last one when it was. */
  sent?(context: string, events: number, ageSeconds: number): void;
  /** Seconds for which the fence has waited for the same transactions (0 = it does not), and the virtual transaction it waits for. */
  fenceStall?(context: string, seconds: number, holder: string | null): void;
  leading?(context: string, leads: boolean): void;
  /** Seconds since the oldest event that waits was recorded; 0 when none waits. Told every few seconds by the leader, and by whoever could not lead. */
  age?(context: string, seconds: number): void;
  /** Store and log do not fit: a person must act. Told by every relay of the context. */
  refused?(context: string, refuses: boolean): void;
}

/** Whose events are relayed, and to where. */
export interface RelayOptions {
  readonly context: ContextName;
  readonly schema: string;
  /** The context's own pool; also the one that the producer writes with. */
  readonly pool: Pool;
  readonly transport: LogTransport;
  /** Topics that the context owns: where the log outlives the database, their ends are compared with the store before anything is sent. */
  readonly topics: readonly string[];
  readonly fence: LockFence;
  /** The caller holds the lock on the data directory, so that whoever held the lease before is dead: do not wait for it to run out. */
  readonly takeOver?: boolean;
  readonly leaseMs?: number;
  readonly metrics?: RelayMetrics;
  /** Told of each failure that is retried, and of a refusal; must not throw. */
  readonly report: (error: unknown, where: string) => void;
}

const LEAST_EVENTS = 16;
const BATCH = { events: 1_000, bytes: 4 * 1024 * 1024 };

/**
 * Carries a context's public events from its store to the log, in the store's order, as long as it holds the lease. It maps nothing:
 * it adds the envelope and sends the stored bytes. Several may run; one leads, the others stand by.
 */
export class Relay {
  readonly #options: RelayOptions;
  readonly #lease: RelayLease;
  readonly #leaseMs: number;
  readonly #alarm = new Alarm();
  readonly #failures = new BackOff(200, 5_000);
  readonly #partitions = new Map<string, number>();
  #force: boolean;
  #lost = 0;
  #refused: string | null = null;
  /** When the first event that is not acknowledged yet was recorded. */
  #waitsSince: Date | null = null;
  #stopped = false;
  #running: Promise<void> | null = null;

  constructor(options: RelayOptions) {
    this.#options = options;
    this.#leaseMs = options.leaseMs ?? 10_000;
    this.#force = options.takeOver ?? false;
    this.#lease = new RelayLease(options.pool, { ...options, transport: options.transport.kind }, { owner: randomUUID(), ttlMs: this.#leaseMs });
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** A hint that something was appended. */
  wake(): void {
    this.#alarm.ring();
  }

  /** Finishes the batch in hand and gives the lease back. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#alarm.ring();
    await this.#running;
  }

  /** Why nothing is sent until an operator confirms, as far as this process has heard; null while nothing is wrong. */
  get refused(): string | null {
    return this.#refused;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      try {
        const { held, refused } = await this.#lease.take(this.#force);
        this.#force = false;
        if (held) {
          await this.#lead(held);
        } else {
          this.#hear(refused);
          await this.#sleep(this.#leaseMs * 0.3);
        }
      } catch (error) {
        const known = error instanceof RelayRefused && error.message === this.#refused;
        if (error instanceof RelayRefused) this.#hear(error.message);
        if (!known) this.#options.report(error, `relay of ${this.#options.context}`);
        await this.#tellAge();
        await this.#sleep(error instanceof RelayRefused || error instanceof LeaseLost ? this.#leaseMs * 0.3 : this.#failures.next());
      }
    }
  }

  /** While nothing can be sent only the database knows what waits, and perhaps it is what is away. */
  async #tellAge(): Promise<void> {
    const { metrics, pool, context } = this.#options;
    if (!metrics?.age) return;
    const status = await relayStatus(pool, this.#lease.key).catch(() => null);
    if (status) metrics.age(context, status.ageSeconds ?? 0);
  }

  #hear(refused: string | null): void {
    this.#refused = refused;
    this.#options.metrics?.refused?.(this.#options.context, refused !== null);
  }

  /** @throws RelayRefused where the log holds what the store does not */
  async #compare(epoch: number): Promise<void> {
    const { pool, transport, topics } = this.#options;
    const lost = transport.kind === 'postgres' ? null : await findLost(pool, this.#lease.key, transport, topics);
    if (lost) {
      const refused = new RelayRefused(this.#lease.key, lost);
      await this.#lease.refuse(epoch, refused.message);
      throw refused;
    }
    await this.#lease.passed(epoch);
    this.#hear(null);
  }

  #sleep(ms: number): Promise<void> {
    return this.#alarm.waitOut(ms, () => this.#stopped);
  }

  async #lead({ epoch, position }: HeldLease): Promise<void> {
    const { context, metrics, transport } = this.#options;
    const producer = await transport.producer(context);
    const renewal = setInterval(() => void this.#renew(epoch), this.#leaseMs * 0.3);
    try {
      await this.#compare(epoch);
      metrics?.leading?.(context, true);
      await this.#carry(producer, epoch, position);
    } finally {
      clearInterval(renewal);
      // Before the lease is free: the next leader may begin at once.
      metrics?.leading?.(context, false);
      await producer.close();
    }
    await this.#lease.release(epoch);
  }

  /** A lease that was lost shows at the next checkpoint, which is the fence that counts; losing it while idle shows here. */
  async #renew(epoch: number): Promise<void> {
    this.#options.metrics?.age?.(this.#options.context, this.#waitsSince ? Math.max(0, Date.now() - this.#waitsSince.getTime()) / 1000 : 0);
    try {
      await this.#lease.renew(epoch);
    } catch (error) {
      if (error instanceof LeaseLost) {
        this.#lost = epoch;
        this.#alarm.ring();
      } else {
        this.#options.report(error, `lease of the relay of ${this.#options.context}`);
      }
    }
  }

  async #carry(producer: LogProducer, epoch: number, from: number): Promise<void> {
    const feed = new FeedReader(this.#options.fence, { publishedOnly: true });
    const idle = new BackOff(100, 2_000);
    const waiting = new BackOff(20, 250);
    let checkpoint = from;
    let highWater = 0;
    let limit = BATCH.events;
    while (!this.#stopped) {
      if (this.#lost === epoch) throw new LeaseLost(this.#lease.key);
      const page = await feed.next(checkpoint, limit, BATCH.bytes);
      // Where large events fill a batch, the database need not measure a thousand of them for the next one.
      limit = page.rows.length < limit && !page.exhausted ? Math.max(2 * page.rows.length, LEAST_EVENTS) : Math.min(2 * limit, BATCH.events);
      this.#waitsSince = page.rows[0]?.recordedAt ?? null;
      if (page.rows.length > 0) checkpoint = await this.#send(producer, epoch, page.rows);
      if (page.exhausted) this.#waitsSince = null;
      this.#failures.reset();
      this.#watch(page);
      if (page.highWater !== highWater) {
        idle.reset();
        waiting.reset();
      }
      highWater = page.highWater;
      // A transaction of another process rings no alarm when it ends: look again soon while the fence waits for one.
      if (page.exhausted) await this.#alarm.wait((page.waitingFor ? waiting : idle).next());
    }
  }

  /** @returns the new checkpoint */
  async #send(producer: LogProducer, epoch: number, rows: readonly FeedRow[]): Promise<number> {
    const { context, metrics } = this.#options;
    const last = rows[rows.length - 1]!;
    const records = await Promise.all(rows.map(async (row) => toLogRecord(row, context, await this.#partitionsOf(row.streamType))));
    await producer.send(records, (client) => this.#lease.checkpoint(client, epoch, last.position));
    metrics?.sent?.(context, rows.length, Math.max(0, Date.now() - last.recordedAt.getTime()) / 1000);
    return last.position;
  }

  async #partitionsOf(streamType: string): Promise<number> {
    const { context, transport } = this.#options;
    const known = this.#partitions.get(streamType) ?? await transport.partitionsOf(topicOf({ context, aggregate: streamType }));
    this.#partitions.set(streamType, known);
    return known;
  }

  #watch({ waitingFor }: FeedPage): void {
    const seconds = waitingFor ? Math.max(0, Date.now() - waitingFor.since.getTime()) / 1000 : 0;
    this.#options.metrics?.fenceStall?.(this.#options.context, seconds, waitingFor?.holders[0] ?? null);
  }
}
