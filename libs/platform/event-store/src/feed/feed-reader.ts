import type { LockFence, FenceView } from './lock-fence.ts';

/** What of an event travels: the exact bytes that were stored. */
export interface PublishedPart {
  readonly type: string;
  readonly schemaVersion: number;
  /** Text of `published.data` as it was appended. */
  readonly data: string;
  /** 1, 2, 3, … within the stream. */
  readonly version: number;
}

/** An event in the order of its context's store. */
export interface FeedRow {
  readonly position: number;
  readonly stream: string;
  readonly streamType: string;
  readonly workspace: string;
  /** The store's own version within the stream. */
  readonly version: number;
  readonly id: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** 0–11, by the stream's id. */
  readonly partition: number;
  readonly recordedAt: Date;
  /** null = private. */
  readonly published: PublishedPart | null;
}

/** Rows in order, and what is known beyond them. */
export interface FeedPage extends Pick<FenceView, 'highWater' | 'waitingFor'> {
  readonly rows: readonly FeedRow[];
  /** True when nothing up to the high water is left to read behind these rows. */
  readonly exhausted: boolean;
  /** Instant before which these rows and all earlier ones are everything there will ever be; null while unknown. */
  readonly completeBefore: Date | null;
}

/** A row of {@link FEED_COLUMNS}. */
export interface RawFeedRow {
  readonly global_position: string;
  readonly stream_id: string;
  readonly stream_type: string;
  readonly workspace: string;
  readonly version: string;
  readonly event_id: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly partition: number;
  readonly recorded_at: Date;
  readonly published_version: string | null;
  readonly published_type: string;
  readonly published_schema: number;
  readonly published_data: string;
}

/** Columns of an event as {@link feedRow} reads them. `->` keeps the text of a `json` member as it came; `->>` would not. */
export const FEED_COLUMNS = `global_position, stream_id, stream_type, workspace, version, event_id, metadata, partition, recorded_at,
  published_version, published->>'type' as published_type, (published->>'schemaVersion')::int as published_schema, (published->'data')::text as published_data`;

/** A row of the database as readers get it. */
export const feedRow = (row: RawFeedRow): FeedRow => ({
  position: Number(row.global_position), stream: row.stream_id, streamType: row.stream_type, workspace: row.workspace,
  version: Number(row.version), id: row.event_id, metadata: row.metadata, partition: row.partition, recordedAt: row.recorded_at,
  published: row.published_version === null ? null : {
    type: row.published_type, schemaVersion: row.published_schema, data: row.published_data, version: Number(row.published_version),
  },
});

/** Reads a context's events in one order that never changes: nothing missed, nothing twice, whatever writers do meanwhile. */
export class FeedReader {
  readonly #fence: LockFence;
  readonly #publishedOnly: boolean;
  // Behind the last row handed out everything up to here was private. Void on another session, or for a caller that goes back.
  #barren: { readonly session: object; readonly after: number; readonly upTo: number } | null = null;

  constructor(fence: LockFence, options: { readonly publishedOnly: boolean }) {
    this.#fence = fence;
    this.#publishedOnly = options.publishedOnly;
  }

  /**
   * The next rows beyond a position, ascending.
   * @param after position of the last row that the caller has dealt with, 0 at first; never a high water
   * @param maxBytes of what is published, in all; a larger first row comes alone
   */
  async next(after: number, limit = 1000, maxBytes = Infinity): Promise<FeedPage> {
    const { client, highWater, complete, waitingFor } = await this.#fence.look();
    const from = this.#barren?.session === client && this.#barren.after === after ? this.#barren.upTo : after;
    const { rows, found } = from < highWater ? await this.#read(client, from, highWater, limit, maxBytes) : { rows: [], found: 0 };
    const exhausted = found < limit && rows.length === found;
    if (exhausted) this.#barren = { session: client, after: rows.at(-1)?.position ?? after, upTo: Math.max(from, highWater) };
    return { rows, highWater, waitingFor, exhausted, completeBefore: exhausted && complete ? complete.before : null };
  }

  /** Answers how many rows were found as well, the first of which are returned. */
  async #read(client: FenceView['client'], after: number, upTo: number, limit: number, maxBytes: number): Promise<{ rows: FeedRow[]; found: number }> {
    const { schema } = this.#fence;
    const only = this.#publishedOnly ? 'and published_version is not null' : '';
    // The limit inside: a plan that sorts first (before the table was analysed) must not take every row's JSON apart.
    const page = `select * from ${schema}.events where global_position > $1 and global_position <= $2 ${only} order by global_position limit $3`;
    const name = `${schema}.feed${this.#publishedOnly ? '.published' : ''}`;
    if (maxBytes === Infinity) {
      const { rows } = await client.query<RawFeedRow>({ name, text: `select ${FEED_COLUMNS} from (${page}) page order by global_position`, values: [after, upTo, limit] });
      return { rows: rows.map(feedRow), found: rows.length };
    }
    const { rows } = await client.query<RawFeedRow & { found: string }>({
      name: `${name}.capped`,
      text: `select ${FEED_COLUMNS}, found from (select page.*, count(*) over () as found,
          sum(octet_length(published::text)) over (order by global_position rows between unbounded preceding and 1 preceding) as bytes_before from (${page}) page) capped
        where coalesce(bytes_before, 0) < $4 order by global_position`,
      values: [after, upTo, limit, maxBytes],
    });
    return { rows: rows.map(feedRow), found: Number(rows[0]?.found ?? 0) };
  }
}
