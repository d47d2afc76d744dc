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

/** The database is not the one that the checkpoint belongs to. */
export class RelayRefused extends Error {
  constructor({ schema, context, transport }: RelayKey, stored: string, current: string) {
    super(`the relay of ${context} to ${transport} stopped at server ${stored}, but this is ${current} (system identifier/timeline): `
      + `after a failover positions may repeat. Compare ${schema}.events with the log, then confirm with confirmRelayServer`);
    this.name = 'RelayRefused';
  }
}

interface RelayRow {
  readonly epoch: string;
  readonly position: string;
  readonly stored: string;
  readonly current: string;
}

const HERE = `(select i.system_identifier, i.timeline from (select ${SERVER_IDENTITY}) i)`;

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
   * @returns null while another relay holds it
   * @throws RelayRefused when the server is not the one of the checkpoint
   */
  async take(force: boolean): Promise<HeldLease | null> {
    const { schema, context, transport } = this.key;
    const { rows: [row] } = await this.#pool.query<RelayRow>(`insert into ${schema}.relay as r(context, transport, system_identifier, timeline)
      select $1, $2, i.system_identifier, i.timeline from (select ${SERVER_IDENTITY}) i
      on conflict(context, transport) do update set context = excluded.context
      returning r.epoch, r.position, r.system_identifier||'/'||r.timeline as stored,
        (select i.system_identifier||'/'||i.timeline from (select ${SERVER_IDENTITY}) i) as current`, [context, transport]);
    if (row && row.stored !== row.current) throw new RelayRefused(this.key, row.stored, row.current);
    const { rows: [held] } = await this.#pool.query<{ epoch: string; position: string }>({
      name: `${schema}.relay.take`,
      text: `update ${schema}.relay set owner = $3, epoch = epoch + 1, expires_at = clock_timestamp() + $4 * interval '1 ms'
        where context = $1 and transport = $2 and (owner is null or owner = $3 or expires_at < clock_timestamp() or $5)
          and (system_identifier, timeline) = ${HERE} returning epoch, position`,
      values: [context, transport, this.#owner, this.#ttlMs, force],
    });
    return held ? { epoch: Number(held.epoch), position: Number(held.position) } : null;
  }

  /** @throws LeaseLost */
  async renew(epoch: number): Promise<void> {
    await this.#whileHeld(this.#pool, epoch, 'renew', `expires_at = clock_timestamp() + $5 * interval '1 ms'`, this.#ttlMs);
  }

  /** Moves the checkpoint, in the caller's transaction where it has one. @throws LeaseLost */
  async checkpoint(client: ClientBase | null, epoch: number, position: number): Promise<void> {
    await this.#whileHeld(client ?? this.#pool, epoch, 'checkpoint', 'position = $5', position);
  }

  /** Gives the lease back, so that the next relay need not wait for it to run out. @throws LeaseLost */
  async release(epoch: number): Promise<void> {
    await this.#whileHeld(this.#pool, epoch, 'release', 'owner = null, expires_at = clock_timestamp() + $5::int * interval \'1 ms\'', 0);
  }

  async #whileHeld(client: ClientBase | Pool, epoch: number, what: string, change: string, value: number): Promise<void> {
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

/** An operator's word that this server is the right one to go on from; see {@link RelayRefused}. */
export const confirmRelayServer = async (client: ClientBase | Pool, { schema, context, transport }: RelayKey): Promise<void> => {
  const { rowCount } = await client.query(`update ${schema}.relay set (system_identifier, timeline) = ${HERE}
    where context = $1 and transport = $2`, [context, transport]);
  if (rowCount === 0) throw new Error(`${schema}.relay has no row for ${context} to ${transport}: nothing to confirm`);
};
