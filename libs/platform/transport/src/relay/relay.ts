import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { FeedReader, type FeedPage, type FeedRow, type LockFence } from '@throughline/event-store';
import { topicOf, type ContextName } from '@throughline/kernel';
import { toLogRecord } from '../envelope/index.ts';
import type { LogProducer, LogTransport } from '../log-transport.ts';
import { Alarm, BackOff } from '../loop/index.ts';
import { LeaseLost, RelayLease, RelayRefused, type HeldLease } from './relay-lease.ts';

/** What a relay can tell an operator; all optional. */
export interface RelayMetrics {
  /** Events that the log acknowledged, and the age in seconds of the last one when it was. */
  sent?(context: string, events: number, ageSeconds: number): void;
  /** Seconds for which the fence has waited for the same transactions (0 = it does not), and the virtual transaction it waits for. */
  fenceStall?(context: string, seconds: number, holder: string | null): void;
  leading?(context: string, leads: boolean): void;
}

/** Whose events are relayed, and to where. */
export interface RelayOptions {
  readonly context: ContextName;
  readonly schema: string;
  /** The context's own pool; also the one that the producer writes with. */
  readonly pool: Pool;
  readonly transport: LogTransport;
  readonly fence: LockFence;
  /** The caller holds the lock on the data directory, so that whoever held the lease before is dead: do not wait for it to run out. */
  readonly takeOver?: boolean;
  readonly leaseMs?: number;
  readonly metrics?: RelayMetrics;
  /** Told of each failure that is retried, and of a refusal; must not throw. */
  readonly report: (error: unknown, where: string) => void;
}

const BATCH = 1000;

/**
 * Carries a context's public events from its store to the log, in the store's order, as long as it holds the lease. It maps nothing:
 * it adds the envelope and sends the stored bytes. Several may run; one leads, the others stand by.
 */
export class Relay {
  readonly #options: RelayOptions;
  readonly #lease: RelayLease;
  readonly #leaseMs: number;
  readonly #alarm = new Alarm();
  readonly #failures = new BackOff(200, 30_000);
  readonly #partitions = new Map<string, number>();
  #force: boolean;
  #lost = 0;
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

  async #run(): Promise<void> {
    while (!this.#stopped) {
      try {
        const held = await this.#lease.take(this.#force);
        this.#force = false;
        if (held) await this.#lead(held);
        else await this.#sleep(this.#leaseMs * 0.3);
      } catch (error) {
        this.#options.report(error, `relay of ${this.#options.context}`);
        await this.#sleep(error instanceof RelayRefused || error instanceof LeaseLost ? this.#leaseMs * 0.3 : this.#failures.next());
      }
    }
  }

  #sleep(ms: number): Promise<void> {
    return this.#alarm.waitOut(ms, () => this.#stopped);
  }

  async #lead({ epoch, position }: HeldLease): Promise<void> {
    const { context, metrics, transport } = this.#options;
    const producer = await transport.producer(context);
    metrics?.leading?.(context, true);
    const renewal = setInterval(() => void this.#renew(epoch), this.#leaseMs * 0.3);
    try {
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
    while (!this.#stopped) {
      if (this.#lost === epoch) throw new LeaseLost(this.#lease.key);
      const page = await feed.next(checkpoint, BATCH);
      if (page.rows.length > 0) checkpoint = await this.#send(producer, epoch, page.rows);
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
