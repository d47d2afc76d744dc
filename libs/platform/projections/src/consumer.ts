import { inTransaction, type Transaction } from '@throughline/commands';
import type { Arrival } from './arrival.ts';
import type { ConsumerEnvironment } from './consumer-options.ts';
import { EventConsumer } from './event-consumer.ts';
import { projectionOf } from './projection.ts';
import type { ReadModel } from './read-model.ts';
import { digestOfTables, type RebuildReport, refold } from './rebuild.ts';

/** What a consumer of read models is made of. */
export interface ConsumerOptions extends ConsumerEnvironment {
  /** Never changes: offsets and versions are kept under it. */
  readonly name: string;
  readonly readModels: readonly ReadModel[];
  /** Topics to consume besides those of the read models, for `onBatch`. */
  readonly topics?: readonly string[] | undefined;
  /** Writes in the transaction of the batch, before the read models: each event once, in order of its stream. Its failure makes the batch wait. */
  readonly onBatch?: ((tx: Transaction, arrivals: readonly Arrival[]) => Promise<void>) | undefined;
}

/** A named set of read models over their topics, up to 200 events a transaction, from the beginning. */
export class Consumer extends EventConsumer {
  readonly #models: readonly ReadModel[];

  constructor({ readModels, ...options }: ConsumerOptions) {
    super({ ...options, projections: readModels.map(projectionOf), startFrom: 'beginning', singly: false });
    this.#models = readModels;
  }

  /** Builds read models that are new here, or of another version than their rows, before the first batch. */
  override async start(): Promise<void> {
    const built = await this.tables.builtVersions(this.options.pool);
    for (const model of this.#models) if (built.get(model.name) !== model.version) await this.rebuild(model.name);
    await super.start();
  }

  /**
   * Empties the tables of a read model and folds the owners' histories again, up to where this consumer stands; what was parked is tried again.
   * One transaction: readers see the old rows until it commits.
   * @throws Error when this consumer has no such read model
   */
  async rebuild(name: string): Promise<RebuildReport> {
    const model = this.#models.find((m) => m.name === name);
    if (!model) throw new Error(`${this.name} has no read model ${name}; it has ${this.projectionNames.join(', ')}`);
    return this.exclusively(() => inTransaction(this.options.pool, (tx) => this.#rebuild(tx, model)));
  }

  async #rebuild(tx: Transaction, model: ReadModel): Promise<RebuildReport> {
    const { schema } = this.options;
    const projection = projectionOf(model);
    await tx.query('set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0');
    await this.tables.lock(tx, projection.topics);
    const before = await digestOfTables(tx, schema, model.tables);
    for (const table of model.tables) await tx.query(`delete from ${schema}.${table}`);
    await this.tables.unpark(tx, model.name);
    const { events, parked } = await refold(tx, { projection, tables: this.tables, reader: this.reader, historyOf: (topic) => this.historyOf(topic) });
    await this.tables.setBuiltVersion(tx, model.name, model.version);
    return { readModel: model.name, version: model.version, events, parked, before, after: await digestOfTables(tx, schema, model.tables) };
  }
}
