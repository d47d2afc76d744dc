import { PARKED_WORKSPACE } from '@throughline/projections';
import type { Pool } from 'pg';
import { GATEWAY_CONSUMER } from './versions-awaited.ts';

const LOOK_EVERY_MS = 1_000;

/** Knows which read models wait behind an event that they could not fold, per workspace. Looks on demand, at most once a second. */
export class ParkedReadModels {
  readonly #pool: Pool;
  readonly #schema: string;
  #looked = -Infinity;
  #found: Promise<ReadonlyMap<string, ReadonlySet<string>>> | undefined;

  constructor(pool: Pool, schema: string) {
    this.#pool = pool;
    this.#schema = schema;
  }

  /** Those of some read models that have parked streams in a workspace. */
  async among(workspace: string, readModels: Iterable<string>): Promise<string[]> {
    if (!this.#found || performance.now() - this.#looked >= LOOK_EVERY_MS) {
      this.#looked = performance.now();
      const looking = this.#look();
      // A failed look is not kept.
      looking.catch(() => { this.#found = undefined; });
      this.#found = looking;
    }
    const parked = (await this.#found).get(workspace);
    return parked ? [...readModels].filter((name) => parked.has(name)).sort() : [];
  }

  async #look(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
    const { rows } = await this.#pool.query<{ workspace: string; read_models: string[] }>(`select ${PARKED_WORKSPACE} as workspace, array_agg(distinct projection) as read_models
      from ${this.#schema}.parked_event where consumer=$1 group by 1`, [GATEWAY_CONSUMER]);
    return new Map(rows.map((row) => [row.workspace, new Set(row.read_models)]));
  }
}
