import { setTimeout as delay } from 'node:timers/promises';
import type { ConsumerGroup } from '../consumer-group.ts';
import { type ConsumerLogger, type ConsumerMetrics, noMetrics } from '../consumer-ports.ts';
import { messageOf } from '../failure.ts';
import { DeadLetters, type DeadLettersOptions } from './dead-letters.ts';

/** Whose parked events, and whom to tell. */
export interface ParkedWatchOptions extends DeadLettersOptions {
  readonly consumers: ConsumerGroup;
  readonly logger: ConsumerLogger;
  readonly metrics?: ConsumerMetrics | undefined;
  /** Between two looks; 5,000 unless told. */
  readonly everyMs?: number | undefined;
}

interface Found {
  readonly consumer: string;
  readonly streams: number;
  readonly oldest: number;
  readonly due: boolean;
  readonly unfailed: boolean;
}

const EVERY_MS = 5_000;

/**
 * Looks after what is parked with the consumers of one schema: measures it, sends dead letters, releases what nothing holds up any more, and
 * begins again with a consumer whose cap stopped it once another process has released enough.
 */
export class ParkedWatch {
  readonly #options: ParkedWatchOptions;
  readonly #letters: DeadLetters;
  #leaving = new AbortController();
  #running: Promise<void> | undefined;

  constructor(options: ParkedWatchOptions) {
    this.#options = options;
    this.#letters = new DeadLetters(options);
  }

  start(): void {
    if (this.#running) return;
    this.#leaving = new AbortController();
    this.#running = this.#run(this.#leaving.signal).finally(() => { this.#running = undefined; });
  }

  /** Finishes the look in hand. Before the consumers are stopped, or it may begin one anew. */
  async stop(): Promise<void> {
    this.#leaving.abort();
    await this.#running;
    await this.#letters.close();
  }

  async look(): Promise<void> {
    const { pool, schema, consumers, transport, metrics = noMetrics } = this.#options;
    const { rows } = await pool.query<Found>(`select consumer, count(distinct (projection, stream_id))::int as streams, extract(epoch from now() - min(parked_at))::float8 as oldest,
      bool_or(counted and dead_lettered_at is null) as due, bool_or(not counted) as unfailed from ${schema}.parked_event group by consumer`);
    const found = new Map(rows.map((row) => [row.consumer, row]));
    const steps = consumers.all().flatMap((consumer) => {
      const row = found.get(consumer.name);
      metrics.parked?.(consumer.name, row?.streams ?? 0, row?.oldest ?? 0);
      return [
        ...(row?.unfailed ? [() => consumer.parked.recover(this.#leaving.signal)] : []),
        ...(consumer.status().state === 'stopped' ? [() => consumer.resume()] : []),
      ];
    });
    if (rows.some((row) => row.due) && !transport.unreachableSince()) steps.push(() => this.#letters.send());
    for (const step of steps) if (!this.#leaving.signal.aborted) await this.#guarded(step);
  }

  async #run(leaving: AbortSignal): Promise<void> {
    while (!leaving.aborted) {
      await this.#guarded(() => this.look());
      await delay(this.#options.everyMs ?? EVERY_MS, undefined, { signal: leaving, ref: false }).catch(() => undefined);
    }
  }

  /** One that fails keeps no other from its turn; all come again at the next look. */
  async #guarded(step: () => Promise<unknown>): Promise<void> {
    await step().catch((error: unknown) => this.#options.logger.warn({ owner: this.#options.owner, error: messageOf(error) }, 'parked events were not looked after, next time again'));
  }
}
