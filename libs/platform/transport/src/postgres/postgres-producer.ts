import type { Pool, PoolClient } from 'pg';
import type { LogProducer, LogRecord } from '../log-transport.ts';

/** Writes messages, offsets and the caller's checkpoint in one transaction of the context's own pool. */
export class PostgresProducer implements LogProducer {
  readonly #pool: Pool;
  readonly #sent: () => void;

  constructor(pool: Pool, sent: () => void) {
    this.#pool = pool;
    this.#sent = sent;
  }

  async send(records: readonly LogRecord[], save: (client: PoolClient | null) => Promise<void>): Promise<void> {
    const client = await this.#pool.connect();
    let broken: Error | undefined;
    const breaks = (error: Error): void => { broken = error; };
    client.on('error', breaks); // without a listener a cut connection would end the process; the query in hand rejects as well
    try {
      await client.query('begin');
      if (records.length > 0) await this.#append(client, records);
      await save(client);
      await client.query('commit');
    } catch (error) {
      await client.query('rollback').catch(breaks);
      throw error;
    } finally {
      client.off('error', breaks);
      client.release(broken);
    }
    this.#sent();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  async #append(client: PoolClient, records: readonly LogRecord[]): Promise<void> {
    await client.query({
      name: 'bus.append',
      text: 'select bus.append($1::text[], $2::text[], $3::json[], $4::text[])',
      values: [
        records.map((r) => r.topic), records.map((r) => r.key),
        records.map((r) => JSON.stringify(r.headers)), records.map((r) => r.value),
      ],
    });
  }
}
