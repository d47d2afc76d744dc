import type { LogMetrics, ReportFailure } from '../log-metrics.ts';
import type { KafkaReader } from './kafka-reader.ts';
import type { KafkaSubscription } from './kafka-subscription.ts';

/** While it cannot be reached, so that its return is noticed soon. */
const LOOK_AGAIN_MS = 1_000;
const PATIENCE_MS = 5_000;

/** Whom a watch looks after. */
export interface WatchOptions {
  readonly reader: Pick<KafkaReader, 'ends'>;
  readonly lookMs: number;
  readonly metrics: LogMetrics;
  readonly report: ReportFailure;
  readonly subscriptions: ReadonlySet<KafkaSubscription>;
  /** Topics that this process may write to at any moment. */
  readonly sending: () => readonly string[];
  /** Who has not sent for this long has stopped sending: a relay that fails closes its producer before each retry. */
  readonly quietMs: number;
}

/**
 * Asks the leader of every partition in use for its end, every few seconds, in one request a broker: whether the log can be reached, how far each
 * subscription is behind, and whether one stands still.
 */
export class Watch {
  readonly #options: WatchOptions;
  #timer: NodeJS.Timeout | null = null;
  #looking = false;
  #ended = false;
  #unread: Date | null = null;
  #unsent: Date | null = null;
  #sentTo: readonly string[] = [];
  #sentAt = 0;

  constructor(options: WatchOptions) {
    this.#options = options;
  }

  /** Since when the log cannot be read or written; null while it can. */
  get unreachableSince(): Date | null {
    const since = [this.#unread, this.#unsent].filter((date) => date !== null).map((date) => date.getTime());
    return since.length > 0 ? new Date(Math.min(...since)) : null;
  }

  /** There is something to look after; goes on until nothing is left. */
  begin(): void {
    if (!this.#timer && !this.#looking && !this.#ended) this.#timer = setTimeout(() => void this.#look(), this.#options.lookMs);
  }

  /** A send has ended, well (null) or not. */
  sent(failure: unknown): void {
    this.#sending();
    this.#unsent = failure === null ? null : this.#unsent ?? new Date();
  }

  end(): void {
    this.#ended = true;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  async #look(): Promise<void> {
    this.#timer = null;
    this.#looking = true;
    const { reader, subscriptions, report, lookMs } = this.#options;
    const read = [...subscriptions].flatMap((s) => s.topics);
    const topics = [...new Set([...read, ...this.#sending()])];
    const began = new Date();
    // Tries and time-outs add up; the answer is awaited all the same, so that questions do not pile up.
    const late = setTimeout(() => this.#lost(began, new Error(`no answer for ${PATIENCE_MS / 1000} s`)), PATIENCE_MS);
    try {
      if (topics.length > 0) this.#tell(await reader.ends(topics));
      if (this.#unread) report(new Error(`Kafka can be reached again; it could not since ${this.#unread.toISOString()}`), 'Kafka');
      this.#unread = null;
    } catch (error) {
      for (const subscription of subscriptions) subscription.excuse();
      this.#lost(began, error);
    }
    clearTimeout(late);
    this.#looking = false;
    if (this.#options.subscriptions.size + this.#sending().length > 0 && !this.#ended) {
      this.#timer = setTimeout(() => void this.#look(), this.unreachableSince ? Math.min(LOOK_AGAIN_MS, lookMs) : lookMs);
    }
  }

  /** Topics that are written to, or were until a moment ago; when nothing is for a while, it no longer matters that sending failed. */
  #sending(): readonly string[] {
    const topics = this.#options.sending();
    if (topics.length > 0) [this.#sentTo, this.#sentAt] = [topics, Date.now()];
    if (Date.now() - this.#sentAt > this.#options.quietMs) [this.#sentTo, this.#unsent] = [[], null];
    return this.#sentTo;
  }

  #lost(began: Date, error: unknown): void {
    if (!this.#unread) this.#options.report(error, 'Kafka cannot be reached');
    this.#unread ??= began;
  }

  #tell(ends: ReadonlyMap<string, readonly number[]>): void {
    for (const subscription of this.#options.subscriptions) {
      for (const [topic, lag] of subscription.lags(ends)) this.#options.metrics.lag?.(subscription.group, topic, lag);
      subscription.watch(ends);
    }
  }
}
