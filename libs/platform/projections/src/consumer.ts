import { setTimeout as delay } from 'node:timers/promises';
import { inTransaction, type Transaction } from '@throughline/commands';
import type { Arrival } from './arrival.ts';
import type { ConsumerEnvironment } from './consumer-options.ts';
import { BackOff } from './back-off.ts';
import { EventConsumer } from './event-consumer.ts';
import { isTransient, messageOf } from './failure.ts';
import { HistoryIncomplete } from './gap-repair.ts';
import { Discarded } from './parked/discarded.ts';
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

/** Read models that are rebuilt side by side: one of them is always waiting for the database. */
const LANES = 2;

const mayPass = (error: unknown): boolean => isTransient(error) || error instanceof HistoryIncomplete;

/** A named set of read models over their topics, up to 200 events a transaction, from the beginning. */
export class Consumer extends EventConsumer {
  readonly #models: readonly ReadModel[];
  #leaving = new AbortController();
  #building: Promise<void> | undefined;

  constructor({ readModels, ...options }: ConsumerOptions) {
    super({ ...options, projections: readModels.map(projectionOf), startFrom: 'beginning', singly: false });
    this.#models = readModels;
  }

  /**
   * Builds read models that are new here, or of another version than their rows, before the first batch. Where an owner's history cannot be
   * read it resolves all the same, tries again in the background, and begins to consume once everything is built.
   */
  override async start(): Promise<void> {
    this.#leaving = new AbortController();
    try {
      await this.#build();
    } catch (error) {
      if (!mayPass(error)) throw error;
      this.#building = this.#buildLater(error, this.#leaving.signal);
      return;
    }
    await super.start();
  }

  override async stop(): Promise<void> {
    this.#leaving.abort();
    await this.#building;
    await super.stop();
  }

  /** Read models of another version belong to a newer process, which has taken the partitions: this one waits to be replaced. */
  protected override async mayNotConsume(): Promise<string | undefined> {
    const built = await this.tables.builtVersions(this.options.pool);
    const other = this.#models.find((model) => built.get(model.name) !== model.version);
    return other && `read model ${other.name} was built in version ${built.get(other.name)} by another process, this one has version ${other.version}: it waits to be replaced`;
  }

  async #buildLater(failure: unknown, leaving: AbortSignal): Promise<void> {
    const backOff = new BackOff();
    for (let error = failure; !leaving.aborted;) {
      this.standing.set('retrying', `read models are not built yet: ${messageOf(error)}`);
      const waits = backOff.next();
      this.options.logger[mayPass(error) ? 'warn' : 'error']({ consumer: this.name, error: messageOf(error), delay: waits }, 'read models are not built yet, trying again');
      await delay(waits, undefined, { signal: leaving }).catch(() => undefined);
      if (leaving.aborted) return;
      try {
        await this.#build();
        return await super.start();
      } catch (again) {
        error = again;
      }
    }
  }

  /** One process builds; what it has built the others find. */
  async #build(): Promise<void> {
    for (const model of this.#models) {
      await inTransaction(this.options.pool, async (tx) => {
        const report = await this.#rebuild(tx, model, true);
        if (report) this.options.logger.info({ consumer: this.name, ...report }, 'read model built');
      });
    }
  }

  /**
   * Empties the tables of a read model and folds the owners' histories again, up to where this consumer stands; what was parked is tried again.
   * One transaction: readers see the old rows until it commits.
   * @throws Error when this consumer has no such read model
   */
  async rebuild(name: string): Promise<RebuildReport> {
    const model = this.#models.find((m) => m.name === name);
    if (!model) throw new Error(`${this.name} has no read model ${name}; it has ${this.projectionNames.join(', ')}`);
    return this.exclusive.run(() => this.#rebuildOne(model));
  }

  /** Rebuilds every read model, {@link LANES} at a time: while the database writes for one, Node folds for the other. In the order of {@link projectionNames}. */
  rebuildAll(): Promise<RebuildReport[]> {
    return this.exclusive.run(async () => {
      const reports = new Map<ReadModel, RebuildReport>();
      const waiting = [...this.#models];
      const lane = async (): Promise<void> => {
        for (let model = waiting.shift(); model; model = waiting.shift()) reports.set(model, await this.#rebuildOne(model));
      };
      const lanes = await Promise.allSettled(Array.from({ length: LANES }, lane));
      const failed = lanes.find((outcome) => outcome.status === 'rejected');
      if (failed) throw failed.reason;
      return this.#models.map((model) => reports.get(model)!);
    });
  }

  #rebuildOne(model: ReadModel): Promise<RebuildReport> {
    return inTransaction(this.options.pool, async (tx) => (await this.#rebuild(tx, model, false))!);
  }

  /** @param ifNeeded answers undefined where the rows are those of this version already, and where there never was anything to fold */
  async #rebuild(tx: Transaction, model: ReadModel, ifNeeded: boolean): Promise<RebuildReport | undefined> {
    const { schema } = this.options;
    const projection = projectionOf(model);
    await tx.query('set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0');
    const built = await this.tables.claimReadModel(tx, model.name);
    if (ifNeeded && built === model.version) return undefined;
    await this.tables.lock(tx, projection.topics);
    await this.tables.setBuiltVersion(tx, model.name, model.version);
    if (ifNeeded && !(await this.tables.hasConsumed(tx, projection.topics))) return undefined;
    if (built !== model.version) await this.tables.revoke(tx, projection.topics);
    const before = await digestOfTables(tx, schema, model.tables);
    for (const table of model.tables) await tx.query(`delete from ${schema}.${table}`);
    await this.tables.unpark(tx, model.name);
    const { events, parked } = await refold(tx, { projection, tables: this.tables, reader: this.reader, historyOf: (topic) => this.historyOf(topic), discarded: await Discarded.load(tx, schema, this.name, model) });
    return { readModel: model.name, version: model.version, events, parked, before, after: await digestOfTables(tx, schema, model.tables) };
  }
}
