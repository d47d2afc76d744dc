import type { Pool } from 'pg';
import type { StreamVersions } from '@throughline/commands';
import { ENVELOPE } from './apply-events.ts';
import type { ConsumerStatus } from './consumer-options.ts';
import type { EventConsumer } from './event-consumer.ts';

const RECHECK_MS = 250;

/** `parked`: a wanted version waits behind an event that failed. */
export type WaitResult = 'ok' | 'lagging' | 'parked';

interface Wanted {
  readonly consumer: string;
  readonly stream: string;
  readonly version: number;
}

const streamTypeOf = (stream: string): string => stream.slice(0, -37);

/** All consumers of a context: started and stopped together, and asked together whether they have seen what somebody else saw. */
export class ConsumerGroup {
  readonly #pool: Pool;
  readonly #schema: string;
  readonly #consumers: EventConsumer[] = [];
  readonly #waiting = new Map<() => void, ReadonlySet<string>>();

  constructor(pool: Pool, schema: string) {
    this.#pool = pool;
    this.#schema = schema;
  }

  add<C extends EventConsumer>(consumer: C): C {
    if (this.#consumers.some((c) => c.name === consumer.name)) throw new Error(`consumer ${consumer.name} exists already in ${this.#schema}: names are offsets' keys`);
    this.#consumers.push(consumer);
    consumer.onCommit((streams) => this.#moved(streams));
    return consumer;
  }

  all(): readonly EventConsumer[] {
    return this.#consumers;
  }

  /** By name: read-only. */
  statuses(): Readonly<Record<string, ConsumerStatus>> {
    return Object.fromEntries(this.#consumers.map((c) => [c.name, c.status()]));
  }

  /** Resolves also where a consumer still waits for an owner's history: {@link ConsumerStatus.ready} tells. @throws what the first that failed threw */
  async start(): Promise<void> {
    const started = await Promise.allSettled(this.#consumers.map((consumer) => consumer.start()));
    for (const one of started) if (one.status === 'rejected') throw one.reason;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#consumers.map((c) => c.stop()));
  }

  /**
   * Waits until the read models and policies have these streams at these published versions. Streams of topics that nobody here
   * consumes, and consumers that started `now`, do not count.
   * @param projections only these read models, by name; all unless told
   */
  async waitFor(streams: StreamVersions, timeoutMs: number, projections?: readonly string[]): Promise<WaitResult> {
    const wanted = this.#wanted(streams, projections);
    if (wanted.length === 0) return 'ok';
    const deadline = Date.now() + timeoutMs;
    const concerned = new Set(wanted.map((w) => w.stream));
    for (let first = true; ; first = false) {
      const moved = this.#nextMove(concerned, Math.min(RECHECK_MS, Math.max(0, deadline - Date.now())));
      try {
        const result = await this.#check(wanted, projections);
        if (result !== 'lagging' || Date.now() >= deadline) return result;
        if (first) for (const consumer of this.#consumers) consumer.wake();
        await moved.promise;
      } finally {
        moved.cancel();
      }
    }
  }

  #wanted(streams: StreamVersions, projections: readonly string[] | undefined): Wanted[] {
    return this.#consumers
      .filter((c) => c.startFrom !== 'now' && (!projections || projections.some((p) => c.projectionNames.includes(p))))
      .flatMap((c) => Object.entries(streams)
        .filter(([stream]) => c.topics.some((topic) => topic.split('.')[2] === streamTypeOf(stream)))
        .map(([stream, version]) => ({ consumer: c.name, stream, version })));
  }

  async #check(wanted: readonly Wanted[], projections: readonly string[] | undefined): Promise<WaitResult> {
    const { rows } = await this.#pool.query<{ there: boolean; parked: boolean }>({
      name: `${this.#schema}.wait-for`,
      text: `select coalesce(s.last_published >= w.version, false) as there, exists(select 1 from ${this.#schema}.parked_event p
          where p.consumer = w.consumer and p.stream_id = w.stream and p.published_version <= w.version
          and p.projection <> $4 and ($5::text[] is null or p.projection = any($5))) as parked
        from unnest($1::text[], $2::text[], $3::bigint[]) w(consumer, stream, version)
        left join ${this.#schema}.consumer_stream s on s.consumer = w.consumer and s.stream_id = w.stream`,
      values: [wanted.map((w) => w.consumer), wanted.map((w) => w.stream), wanted.map((w) => w.version), ENVELOPE, projections ?? null],
    });
    if (rows.some((r) => r.parked)) return 'parked';
    return rows.every((r) => r.there) ? 'ok' : 'lagging';
  }

  /** Listens before the check, so that a commit in between is not missed. */
  #nextMove(streams: ReadonlySet<string>, atMostMs: number): { readonly promise: Promise<void>; readonly cancel: () => void } {
    let wake = (): void => undefined;
    const promise = new Promise<void>((resolve) => { wake = resolve; });
    const timer = setTimeout(wake, atMostMs);
    this.#waiting.set(wake, streams);
    return { promise, cancel: () => { clearTimeout(timer); this.#waiting.delete(wake); } };
  }

  #moved(streams: ReadonlySet<string>): void {
    for (const [wake, concerned] of this.#waiting) if ([...streams].some((s) => concerned.has(s))) wake();
  }
}
