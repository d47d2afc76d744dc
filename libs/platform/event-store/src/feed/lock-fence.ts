import type { ClientBase, Pool, PoolClient } from 'pg';
import { FenceMemory, type Completeness } from './fence-memory.ts';

/** What the fence says now, and the session on which rows up to the high water are to be read, in a new statement. */
export interface FenceView {
  readonly client: ClientBase;
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
  #connecting: Promise<PoolClient> | null = null;
  #client: PoolClient | null = null;

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
      if (!row || this.#client !== client) throw new Error(`${this.schema}: the fence's connection was lost`);
      this.#memory.observe({ candidate: Number(row.candidate), holders: row.holders, at: row.at });
    } catch (error) {
      this.#drop(client);
      throw error;
    }
    const { highWater, complete, waitingFor } = this.#memory;
    return { client, highWater, complete, waitingFor };
  }

  /** Gives the connection back. A later look takes a new one. */
  close(): void {
    if (this.#client) this.#drop(this.#client);
  }

  async #connect(): Promise<PoolClient> {
    this.#memory.forget();
    try {
      const client = await this.#pool.connect();
      this.#client = client;
      const lost = () => this.#drop(client);
      client.once('error', lost);
      client.once('end', lost);
      return client;
    } catch (error) {
      this.#connecting = null;
      throw error;
    }
  }

  #drop(client: PoolClient): void {
    if (this.#client !== client) return;
    this.#client = null;
    this.#connecting = null;
    this.#memory.forget();
    client.on('error', () => undefined); // a socket that breaks after this has nobody left to tell
    client.release(true);
  }
}
