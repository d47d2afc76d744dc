import type { Pool, PoolClient, QueryConfig, QueryResult, QueryResultRow } from 'pg';
import { FenceMemory, type Completeness } from './fence-memory.ts';

/** One connection, taken in turns: its readers may ask at the same time. */
export class FenceSession {
  readonly #client: PoolClient;
  #last: Promise<unknown> = Promise.resolve();

  constructor(client: PoolClient) {
    this.#client = client;
  }

  query<Row extends QueryResultRow>(config: QueryConfig): Promise<QueryResult<Row>> {
    const mine = this.#last.then(() => this.#client.query<Row>(config));
    this.#last = mine.catch(() => undefined); // the asker hears of it; the next one only waits
    return mine;
  }
}

/** What the fence says now, and the session on which rows up to the high water are to be read, in a new statement. */
export interface FenceView {
  readonly client: FenceSession;
  /** Rows at or below may be read in order without missing one. 0 = nothing yet. */
  readonly highWater: number;
  readonly complete: Completeness | null;
  readonly waitingFor: FenceMemory['waitingFor'];
}

/**
 * The lock fence over a schema that has a `fence()` function. Holds one connection of the pool, because what it remembers is worth
 * nothing on another one; several readers may share it.
 */
export class LockFence {
  readonly schema: string;
  readonly #pool: Pool;
  readonly #memory: FenceMemory;
  #connecting: Promise<FenceSession> | null = null;
  #session: FenceSession | null = null;
  #release: (() => void) | null = null;

  constructor(pool: Pool, schema: string, memory = new FenceMemory()) {
    this.#pool = pool;
    this.schema = schema;
    this.#memory = memory;
  }

  /** Looks at the fence. @throws the database's error; what was remembered is then forgotten and the next call reconnects. */
  async look(): Promise<FenceView> {
    const client = await (this.#connecting ??= this.#connect());
    try {
      const { rows: [row] } = await client.query<{ candidate: string; holders: string[]; at: Date }>({
        name: `${this.schema}.fence`, text: `select candidate, holders, at from ${this.schema}.fence()`,
      });
      if (!row || this.#session !== client) throw new Error(`${this.schema}: the fence's connection was lost`);
      this.#memory.observe({ candidate: Number(row.candidate), holders: row.holders, at: row.at });
    } catch (error) {
      if (this.#session === client) this.close();
      throw error;
    }
    const { highWater, complete, waitingFor } = this.#memory;
    return { client, highWater, complete, waitingFor };
  }

  /** Gives the connection back and forgets. A later look takes a new one. */
  close(): void {
    this.#release?.();
  }

  async #connect(): Promise<FenceSession> {
    this.#memory.forget();
    try {
      const client = await this.#pool.connect();
      const session = new FenceSession(client);
      const release = (): void => {
        if (this.#session !== session) return;
        this.#session = null;
        this.#connecting = null;
        this.#release = null;
        this.#memory.forget();
        client.release(true);
      };
      // The listener stays for good: a socket that breaks later has nobody left to tell.
      client.on('error', release);
      client.once('end', release);
      this.#session = session;
      this.#release = release;
      return session;
    } catch (error) {
      this.#connecting = null;
      throw error;
    }
  }
}
