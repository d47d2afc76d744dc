import type { Pool } from 'pg';
import { inTransaction } from '@throughline/commands';
import { deadLetterTopic, type LogProducer, type LogRecord, type LogTransport } from '@throughline/transport';
import { messageOf } from '../failure.ts';
import { storableText } from './storable-text.ts';

/** Whose failed events, and where they are told of. */
export interface DeadLettersOptions {
  readonly pool: Pool;
  readonly schema: string;
  /** The context whose consumers these are, or `gateway`. */
  readonly owner: string;
  readonly transport: LogTransport;
}

interface DueRow {
  readonly consumer: string;
  readonly projection: string;
  readonly stream_id: string;
  readonly published_version: string;
  readonly event: LogRecord;
  readonly error: string;
  readonly tries: number;
  readonly parked_at: Date;
}

const saved = (): Promise<void> => Promise.resolve();

/** The log is there, and takes this message in no case: PostgreSQL says so by SQLSTATE, Kafka by the type of its error. */
const isRefused = (error: unknown): boolean => {
  const { code, type } = error as { readonly code?: unknown; readonly type?: unknown };
  return typeof code === 'string' && /^2[23]/.test(code) || typeof type === 'string' && /TOO_LARGE|INVALID_RECORD/.test(type);
};

const BATCH = 100;
/** Characters of an error: headers must stay far below what a broker takes. */
const ERROR = 2_000;

/**
 * Tells other teams of events that a consumer here could not apply: each failed event once on the dead-letter topic of its own topic, as it
 * came, with what went wrong in headers. At least once: a crash between the send and the mark sends it again, and so does a rebuild that fails anew.
 */
export class DeadLetters {
  readonly #options: DeadLettersOptions;
  #producer: Promise<LogProducer> | undefined;

  constructor(options: DeadLettersOptions) {
    this.#options = options;
  }

  /** Sends what is due; answers how many. What another process is sending is left to it. */
  async send(): Promise<number> {
    try {
      for (let sent = 0; ;) {
        const n = await this.#batch();
        sent += n;
        if (n < BATCH) return sent;
      }
    } catch (error) {
      // Left open, it would have the log count as away for as long as nobody else here sends, and while it is away nothing is sent.
      await this.close().catch(() => undefined);
      throw error;
    }
  }

  /** The next send opens another producer. */
  async close(): Promise<void> {
    const producer = await this.#producer?.catch(() => undefined);
    this.#producer = undefined;
    await producer?.close();
  }

  #batch(): Promise<number> {
    const { pool, schema, owner, transport } = this.#options;
    return inTransaction(pool, async (tx) => {
      // The log may take longer to answer than a writer may idle.
      await tx.query(`set local idle_in_transaction_session_timeout = '60s'`);
      const { rows } = await tx.query<DueRow>(`select consumer, projection, stream_id, published_version, event, error, tries, parked_at from ${schema}.parked_event
        where counted and dead_lettered_at is null order by parked_at, published_version limit ${BATCH} for update skip locked`);
      if (rows.length === 0) return 0;
      this.#producer ??= transport.producer(owner);
      const producer = await this.#producer;
      await this.#sendAll(producer, await Promise.all(rows.map((row) => this.#letter(row))));
      await tx.query(`update ${schema}.parked_event p set dead_lettered_at = now() from unnest($1::text[], $2::text[], $3::text[], $4::bigint[]) s(consumer, projection, stream_id, version)
        where p.consumer = s.consumer and p.projection = s.projection and p.stream_id = s.stream_id and p.published_version = s.version`,
      [rows.map((r) => r.consumer), rows.map((r) => r.projection), rows.map((r) => r.stream_id), rows.map((r) => r.published_version)]);
      return rows.length;
    });
  }

  /** One that the log does not take, being too large or no text to it, goes without its value, and keeps no other back. */
  async #sendAll(producer: LogProducer, letters: readonly LogRecord[]): Promise<void> {
    try {
      await producer.send(letters, saved);
    } catch (error) {
      if (!isRefused(error)) throw error;
      if (letters.length > 1) for (const letter of letters) await this.#sendAll(producer, [letter]);
      else await producer.send(letters.map((letter) => ({ ...letter, value: '{}', headers: { ...letter.headers, dlq_valueomitted: storableText(messageOf(error)).slice(0, ERROR) } })), saved);
    }
  }

  async #letter({ event, ...row }: DueRow): Promise<LogRecord> {
    const topic = deadLetterTopic(event.topic);
    return {
      // The same stream stays in order there too, however many partitions that topic has.
      topic, partition: event.partition % await this.#options.transport.partitionsOf(topic), key: event.key, value: event.value || '{}',
      headers: {
        ...event.headers, dlq_owner: this.#options.owner, dlq_consumer: row.consumer, dlq_projection: row.projection,
        dlq_error: row.error.slice(0, ERROR).toWellFormed(), dlq_tries: String(row.tries), dlq_parkedat: row.parked_at.toISOString(),
      },
    };
  }
}
