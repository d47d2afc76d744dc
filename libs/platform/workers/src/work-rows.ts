import type { Pool } from 'pg';
import type { LivePoint, WorkItem } from './work-item.ts';

export interface LeasedItem extends WorkItem {
  readonly attempt: number;
  readonly cancelled: boolean;
}

/** The rows behind a worker pool, all under the database's clock. */
export class WorkRows {
  private readonly pool: Pool;
  private readonly schema: string;
  private readonly owner: string;
  private readonly leaseMs: number;

  constructor(pool: Pool, schema: string, owner: string, leaseMs: number) {
    this.pool = pool;
    this.schema = schema;
    this.owner = owner;
    this.leaseMs = leaseMs;
  }

  async take(kind: string): Promise<LeasedItem | undefined> {
    const { rows } = await this.pool.query({
      name: `${this.schema}.work.take`,
      text: `update ${this.schema}.work w set owner = $2, expires_at = now() + $3 * interval '1 millisecond', attempt = attempt + 1
        where id = (select id from ${this.schema}.work where kind = $1 and not_before <= now() and (owner is null or expires_at < now())
          order by created_at, id for update skip locked limit 1)
        returning id, kind, stream, workspace, payload, on_behalf_of, correlation_id, attempt, cancelled`,
      values: [kind, this.owner, this.leaseMs],
    });
    const row = rows[0];
    return row && {
      id: row.id, kind: row.kind, stream: row.stream, workspace: row.workspace, payload: row.payload,
      onBehalfOf: row.on_behalf_of ?? undefined, correlationId: row.correlation_id, attempt: row.attempt, cancelled: row.cancelled,
    };
  }

  /** The leases that this owner still holds, by item: which try holds it, and whether it was cancelled. */
  async renew(ids: readonly string[]): Promise<ReadonlyMap<string, { readonly attempt: number; readonly cancelled: boolean }>> {
    if (!ids.length) return new Map();
    const { rows } = await this.pool.query(
      `update ${this.schema}.work set expires_at = now() + $3 * interval '1 millisecond' where id = any($1::uuid[]) and owner = $2 returning id, attempt, cancelled`,
      [ids, this.owner, this.leaseMs]);
    return new Map(rows.map((row) => [row.id as string, { attempt: row.attempt as number, cancelled: row.cancelled as boolean }]));
  }

  async release(item: LeasedItem, delayMs: number): Promise<void> {
    await this.pool.query(
      `update ${this.schema}.work set owner = null, expires_at = null, not_before = now() + $4 * interval '1 millisecond' where id = $1 and owner = $2 and attempt = $3`,
      [item.id, this.owner, item.attempt, delayMs]);
  }

  /** As release, but the try does not count. */
  async putOff(item: LeasedItem, delayMs: number): Promise<void> {
    await this.pool.query(
      `update ${this.schema}.work set owner = null, expires_at = null, attempt = attempt - 1, not_before = now() + $4 * interval '1 millisecond'
        where id = $1 and owner = $2 and attempt = $3`,
      [item.id, this.owner, item.attempt, delayMs]);
  }

  async releaseAll(): Promise<void> {
    await this.pool.query(`update ${this.schema}.work set owner = null, expires_at = null where owner is not null`);
  }

  /** Ends the item and its live points, unless another try has taken it over. */
  async finish(item: LeasedItem): Promise<void> {
    await this.pool.query(
      `with ended as (delete from ${this.schema}.work where id = $1 and owner = $2 and attempt = $3 returning kind, stream)
       delete from ${this.schema}.live_point p using ended e where p.kind = e.kind and p.id = e.stream`,
      [item.id, this.owner, item.attempt]);
  }

  async report(item: LeasedItem, point: Readonly<Record<string, unknown>>): Promise<void> {
    await this.pool.query({
      name: `${this.schema}.live_point.add`,
      text: `insert into ${this.schema}.live_point(kind, id, workspace, seq, point)
        select $1, $2, $3, coalesce(max(seq), 0) + 1, $4 from ${this.schema}.live_point where kind = $1 and id = $2`,
      values: [item.kind, item.stream, item.workspace, JSON.stringify(point)],
    });
  }

  async points(item: LeasedItem): Promise<readonly LivePoint[]> {
    return livePoints(this.pool, this.schema, item.workspace, item.kind, item.stream, 0);
  }
}

/** Points of live progress of a piece of work with seq > after, ascending, at most 1,000; none once the work has ended. */
export const livePoints = async (pool: Pool, schema: string, workspace: string, kind: string, id: string, after: number): Promise<readonly LivePoint[]> => {
  const { rows } = await pool.query({
    name: `${schema}.live_point.read`,
    text: `select seq, at, point from ${schema}.live_point where workspace = $1 and kind = $2 and id = $3 and seq > $4 order by seq limit 1000`,
    values: [workspace, kind, id, after],
  });
  return rows.map((row) => ({ seq: Number(row.seq), at: (row.at as Date).toISOString(), point: row.point }));
};
