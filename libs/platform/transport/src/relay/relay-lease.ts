import type { ClientBase, Pool } from 'pg';
import { SERVER_IDENTITY } from './relay-sql.ts';

/** Which relay: one per context and transport. */
export interface RelayKey {
  /** The context's schema. */
  readonly schema: string;
  readonly context: string;
  readonly transport: string;
}

/** A lease as it was taken. */
export interface HeldLease {
  readonly epoch: number;
  /** Position of the last event that the log acknowledged. */
  readonly position: number;
}

/** Another relay took the lease, or the database is another one now: whoever sees this must stop sending. */
export class LeaseLost extends Error {
  constructor({ context, transport }: RelayKey) {
    super(`the relay of ${context} to ${transport} no longer holds its lease`);
    this.name = 'LeaseLost';
  }
}

/** The log does not belong to this state of the database: nothing is sent until an operator confirms. */
export class RelayRefused extends Error {
  /** @param why one sentence without its full stop */
  constructor({ context }: Pick<RelayKey, 'context'>, why: string) {
    super(`${why}. Nothing is sent until an operator confirms that this store is the one to go on from: throughline relay confirm --context ${context} --reason "…"`);
    this.name = 'RelayRefused';
  }
}

/** The refusal of a relay whose checkpoint was made on another server. `stored` and `current` are pairs `system identifier/timeline`. */
export const otherServer = (key: RelayKey, stored: string, current: string): RelayRefused => new RelayRefused(key,
  `the relay of ${key.context} to ${key.transport} stopped at server ${stored}, but this is ${current} (system identifier/timeline): after a failover positions may repeat`);

/** What came of asking for the lease. */
export interface Taken {
  /** Null while another relay holds it. */
  readonly held: HeldLease | null;
  /** Why whoever held it last would not send. */
  readonly refused: string | null;
}

interface RelayRow {
  readonly refused: string | null;
  readonly stored: string;
  readonly current: string;
}

/** Pair of the server that a statement runs on. */
export const HERE = `(select i.system_identifier, i.timeline from (select ${SERVER_IDENTITY}) i)`;

/** The leased row of one relay. Times are the database's. */
export class RelayLease {
  readonly key: RelayKey;
  readonly #pool: Pool;
  readonly #owner: string;
  readonly #ttlMs: number;

  constructor(pool: Pool, key: RelayKey, options: { readonly owner: string; readonly ttlMs: number }) {
    this.#pool = pool;
    this.key = key;
    this.#owner = options.owner;
    this.#ttlMs = options.ttlMs;
  }

  /**
   * Takes the lease when it is free, run out, or, with `force`, whoever holds it.
   * @throws RelayRefused when the server is not the one of the checkpoint
   */
  async take(force: boolean): Promise<Taken> {
    const { schema, context, transport } = this.key;
    const { rows: [row] } = await this.#pool.query<RelayRow>(`insert into ${schema}.relay as r(context, transport, system_identifier, timeline)
      select $1, $2, i.system_identifier, i.timeline from (select ${SERVER_IDENTITY}) i
      on conflict(context, transport) do update set context = excluded.context
      returning r.refused, r.system_identifier||'/'||r.timeline as stored,
        (select i.system_identifier||'/'||i.timeline from (select ${SERVER_IDENTITY}) i) as current`, [context, transport]);
    if (row && row.stored !== row.current) throw otherServer(this.key, row.stored, row.current);
    const { rows: [held] } = await this.#pool.query<{ epoch: string; position: string }>({
      name: `${schema}.relay.take`,
      text: `update ${schema}.relay set owner = $3, epoch = epoch + 1, expires_at = clock_timestamp() + $4 * interval '1 ms'
        where context = $1 and transport = $2 and (owner is null or owner = $3 or expires_at < clock_timestamp() or $5)
          and (system_identifier, timeline) = ${HERE} returning epoch, position`,
      values: [context, transport, this.#owner, this.#ttlMs, force],
    });
    return { held: held ? { epoch: Number(held.epoch), position: Number(held.position) } : null, refused: row?.refused ?? null };
  }

  /** @throws LeaseLost */
  async renew(epoch: number): Promise<void> {
    await this.#whileHeld(this.#pool, epoch, 'renew', `expires_at = clock_timestamp() + $5 * interval '1 ms'`, this.#ttlMs);
  }

  /** Moves the checkpoint, in the caller's transaction where it has one. @throws LeaseLost */
  async checkpoint(client: ClientBase | null, epoch: number, position: number): Promise<void> {
    await this.#whileHeld(client ?? this.#pool, epoch, 'checkpoint', 'position = $5', position);
  }

  /** Keeps that store and log fit. @throws LeaseLost */
  async passed(epoch: number): Promise<void> {
    await this.#whileHeld(this.#pool, epoch, 'passed', 'checked_epoch = $5, refused = null', epoch);
  }

  /** Keeps why store and log do not fit, and gives the lease back. @throws LeaseLost */
  async refuse(epoch: number, why: string): Promise<void> {
    await this.#whileHeld(this.#pool, epoch, 'refuse', `refused = $5, owner = null, expires_at = '-infinity'`, why);
  }

  /** Gives the lease back, so that the next relay need not wait for it to run out. @throws LeaseLost */
  async release(epoch: number): Promise<void> {
    await this.#whileHeld(this.#pool, epoch, 'release', 'owner = null, expires_at = clock_timestamp() + $5::int * interval \'1 ms\'', 0);
  }

  async #whileHeld(client: ClientBase | Pool, epoch: number, what: string, change: string, value: number | string): Promise<void> {
    const { schema, context, transport } = this.key;
    const { rowCount } = await client.query({
      name: `${schema}.relay.${what}`,
      text: `update ${schema}.relay set ${change} where context = $1 and transport = $2 and owner = $3 and epoch = $4
        and (system_identifier, timeline) = ${HERE}`,
      values: [context, transport, this.#owner, epoch, value],
    });
    if (rowCount === 0) throw new LeaseLost(this.key);
  }
}
