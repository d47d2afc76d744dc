import type { Transaction } from '@throughline/commands';
import type { IntegrationEvent } from '@throughline/kernel';

const keyOf = (stream: string, version: number): string => `${stream} ${version}`;

/** The events that operators gave up for one version of a read model: a rebuild of that version leaves them out, as the live rows do. Another version tries them again. */
export class Discarded {
  readonly #keys: ReadonlySet<string>;

  private constructor(keys: ReadonlySet<string>) {
    this.#keys = keys;
  }

  static async load(tx: Pick<Transaction, 'query'>, schema: string, consumer: string, { name, version }: { readonly name: string; readonly version: number }): Promise<Discarded> {
    const { rows } = await tx.query<{ stream: string; version: string }>(`select stream_id as stream, published_version as version from ${schema}.discarded_event
      where consumer = $1 and projection = $2 and built = $3`, [consumer, name, version]);
    return new Discarded(new Set(rows.map((row) => keyOf(row.stream, Number(row.version)))));
  }

  has({ stream, version }: Pick<IntegrationEvent, 'stream' | 'version'>): boolean {
    return this.#keys.has(keyOf(stream, version));
  }
}
