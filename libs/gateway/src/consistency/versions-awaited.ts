import type { StreamVersions } from '@throughline/commands';
import type { ConsumerGroup } from '@throughline/projections';
import type { Pool } from 'pg';

/** Name of the gateway's consumer of all public events. */
export const GATEWAY_CONSUMER = 'gateway';
/** How long a query waits for what its sender has seen. */
const PATIENCE_MS = 2_000;

/** What the read models still lack after waiting. */
export interface Lag {
  /** Events that have not come yet. */
  readonly events: number;
  /** A wanted version waits behind an event that a read model could not fold: waiting longer would not help. */
  readonly parked: boolean;
}

/** Waits for versions of streams that somebody has seen. */
export class VersionsAwaited {
  readonly #pool: Pool;
  readonly #schema: string;
  readonly #consumers: ConsumerGroup;

  constructor(pool: Pool, schema: string, consumers: ConsumerGroup) {
    this.#pool = pool;
    this.#schema = schema;
    this.#consumers = consumers;
  }

  /** @param readModels only these, by name; all unless told */
  async wait(wanted: StreamVersions, readModels?: readonly string[]): Promise<Lag> {
    if (Object.keys(wanted).length === 0) return { events: 0, parked: false };
    const result = await this.#consumers.waitFor(wanted, PATIENCE_MS, readModels);
    return { events: result === 'ok' ? 0 : await this.#missing(wanted), parked: result === 'parked' };
  }

  async #missing(wanted: StreamVersions): Promise<number> {
    const { rows } = await this.#pool.query<{ missing: number }>(`select coalesce(sum(greatest(0, w.version - coalesce(s.last_published, 0))), 0)::int as missing
      from unnest($2::text[], $3::bigint[]) as w(stream, version) left join ${this.#schema}.consumer_stream s on s.consumer=$1 and s.stream_id=w.stream`,
    [GATEWAY_CONSUMER, Object.keys(wanted), Object.values(wanted)]);
    return rows[0]!.missing;
  }
}
