import type { IntegrationEvent } from '@throughline/kernel';
import DataLoader from 'dataloader';
import { countHistories, historiesOf } from '../journal/stream-history.ts';
import type { VersionKey } from '../journal/stream-history.ts';
import type { Page } from '../paging/page-args.ts';
import type { Fold } from './fold.ts';
import type { Filter, Queryable, RowKey, Selection } from './read-rows.ts';
import { countRows, countsOfRows, pageOfRows, pagesOfRows, rowsByColumn, rowsOfStreams } from './read-rows.ts';
import type { Row } from './row.ts';
import { Waves } from './waves.ts';

type Loader<Value> = DataLoader<string, Value>;

/** Everything that one request reads: one statement per read model, kind of question and wave, and a note of what was seen. */
export class ReadSession {
  readonly #db: Queryable;
  readonly #schema: string;
  readonly #workspace: string;
  readonly #loaders = new Map<string, unknown>();
  readonly #waves = new Waves();
  readonly #seen = new Map<string, number>();
  readonly #instants = new Set<number>();
  readonly #readModels = new Set<string>();

  constructor(db: Queryable, schema: string, workspace: string) {
    this.#db = db;
    this.#schema = schema;
    this.#workspace = workspace;
  }

  /** Streams and the published versions that the answer is made of. */
  get seen(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#seen);
  }

  /** Names of the read models that were asked. */
  get readModels(): ReadonlySet<string> {
    return this.#readModels;
  }

  /** The latest instant that was asked for, or null when everything was read as it is now. */
  get latestAsOf(): Date | null {
    return this.#instants.size > 0 ? new Date(Math.max(...this.#instants)) : null;
  }

  /** The entity of a stream as it was at an instant (null: as it is), or null when the workspace has none. */
  byStream(fold: Fold, stream: string, asOf: Date | null): Promise<Row | null> {
    return this.#loader<Row | null>(`${fold.table}|${asOf?.getTime()}`, async (streams) => {
      const found = new Map(this.#noted(await rowsOfStreams(this.#db, this.#selection(fold, asOf), streams)).map((row) => [row.stream, row]));
      return streams.map((key) => found.get(key) ?? null);
    }).load(stream);
  }

  /** All entities whose column holds a value, oldest first. For what is few by nature; a list that may grow is a connection. */
  byColumn(fold: Fold, column: string, value: string, asOf: Date | null): Promise<readonly Row[]> {
    return this.#loader<readonly Row[]>(`${fold.table}|${column}|${asOf?.getTime()}`, async (values) => {
      const rows = this.#noted(await rowsByColumn(this.#db, this.#selection(fold, asOf), { column, values }));
      return values.map((key) => rows.filter(({ sought }) => sought === key));
    }).load(value);
  }

  async page(fold: Fold, filter: Filter, page: Page<RowKey>, asOf: Date | null): Promise<readonly Row[]> {
    return this.#noted(await this.#waves.run(() => pageOfRows(this.#db, this.#selection(fold, asOf), filter, page)));
  }

  count(fold: Fold, filter: Filter, asOf: Date | null): Promise<number> {
    return this.#waves.run(() => countRows(this.#db, this.#selection(fold, asOf), filter));
  }

  /** A page of those whose column holds a value: one statement for all values that a request asks about. */
  pageBelow(fold: Fold, [column, value]: readonly [string, string], filter: Filter, page: Page<RowKey>, asOf: Date | null): Promise<readonly Row[]> {
    return this.#loader<readonly Row[]>(`${fold.table}|page|${JSON.stringify([column, filter, page])}|${asOf?.getTime()}`, async (values) => {
      const rows = this.#noted(await pagesOfRows(this.#db, this.#selection(fold, asOf), filter, page, { column, values }));
      return values.map((key) => rows.filter(({ sought }) => String(sought) === key));
    }).load(value);
  }

  countBelow(fold: Fold, [column, value]: readonly [string, string], filter: Filter, asOf: Date | null): Promise<number> {
    return this.#loader<number>(`${fold.table}|count|${JSON.stringify([column, filter])}|${asOf?.getTime()}`, async (values) => {
      const counts = await countsOfRows(this.#db, this.#selection(fold, asOf), filter, { column, values });
      return values.map((key) => counts.get(key) ?? 0);
    }).load(value);
  }

  history(stream: string, page: Page<VersionKey>, asOf: Date | null): Promise<readonly IntegrationEvent[]> {
    return this.#loader<readonly IntegrationEvent[]>(`history|${JSON.stringify(page)}|${asOf?.getTime()}`, async (streams) => {
      const found = await historiesOf(this.#db, this.#schema, this.#workspace, streams, asOf, page);
      return streams.map((key) => found.get(key)!);
    }).load(stream);
  }

  historyCount(stream: string, asOf: Date | null): Promise<number> {
    return this.#loader<number>(`history-count|${asOf?.getTime()}`, async (streams) => {
      const found = await countHistories(this.#db, this.#schema, this.#workspace, streams, asOf);
      return streams.map((key) => found.get(key) ?? 0);
    }).load(stream);
  }

  /** Forgets what was read, so that the next read sees what has arrived since: a document's second command must not answer with the first one's rows. */
  refresh(): void {
    this.#loaders.clear();
  }

  #selection(fold: Fold, asOf: Date | null): Selection {
    this.#readModels.add(fold.name);
    return { schema: this.#schema, fold, workspace: this.#workspace, asOf };
  }

  #loader<Value>(key: string, read: (keys: readonly string[]) => Promise<readonly Value[]>): Loader<Value> {
    const existing = this.#loaders.get(key) as Loader<Value> | undefined;
    if (existing) return existing;
    const loader = new DataLoader<string, Value>((keys) => this.#waves.run(() => read(keys) as Promise<Value[]>), { batchScheduleFn: this.#waves.schedule });
    this.#loaders.set(key, loader);
    return loader;
  }

  #noted<R extends Row>(rows: readonly R[]): readonly R[] {
    for (const row of rows) {
      if (row.asOf) this.#instants.add(row.asOf.getTime());
      else this.#seen.set(row.stream, Math.max(row.version, this.#seen.get(row.stream) ?? 0));
    }
    return rows;
  }

  /** Notes that the answer speaks of an instant, also where nothing was found. */
  asked(asOf: Date | null): void {
    if (asOf) this.#instants.add(asOf.getTime());
  }
}
