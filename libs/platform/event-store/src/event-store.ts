import type { ClientBase } from 'pg';

/** One event to append, with what the others get of it. */
export interface NewEvent {
  readonly id: string;
  readonly type: string;
  readonly schemaVersion: number;
  /** RFC 8785 text of the domain event's data. */
  readonly data: string;
  /** RFC 8785 text of the metadata. */
  readonly metadata: string;
  /** RFC 8785 text of `{type, schemaVersion, data}` as it will travel, or null when the event stays private. */
  readonly published: string | null;
}

/** The stream that an append is about, and what it must be. */
export interface AppendTarget {
  readonly stream: string;
  readonly streamType: string;
  readonly workspace: string;
  /** ≥ 0 exact store version (0 = new stream), −1 any, −2 must exist. */
  readonly expected: number;
}

/**
 * What became of an append. `ok`: done. `conflict`: the stream is at another version, or does not exist although it must. `duplicate`: these
 * very events are there already. `closed`: it takes no more. `wrong_type`: it is of another type or workspace; then all numbers are 0.
 */
export interface AppendResult {
  readonly status: 'ok' | 'conflict' | 'duplicate' | 'closed' | 'wrong_type';
  /** The stream's store version then; of a duplicate, that of its last event. */
  readonly version: number;
  /** Global position of the event at that version. */
  readonly position: number;
  /** The stream's published version then. */
  readonly published: number;
}

/** An event as it is stored: `data` and `metadata` parsed, `version` the store's own within the stream. */
export interface StoredEvent {
  readonly id: string;
  readonly type: string;
  readonly schemaVersion: number;
  readonly version: number;
  readonly data: unknown;
  readonly metadata: Readonly<Record<string, string>>;
  readonly recordedAt: Date;
}

/** A stream; both versions are 0 for one that does not exist. */
export interface LoadedStream {
  readonly events: readonly StoredEvent[];
  readonly version: number;
  readonly publishedVersion: number;
}

/** A context's event store, spoken to through the caller's client, so that an append joins the caller's transaction. */
export class EventStore {
  readonly schema: string;

  constructor(schema: string) {
    this.schema = schema;
  }

  /** Appends events, or asserts a version when there are none. A status is never an exception. */
  async append(client: ClientBase, target: AppendTarget, events: readonly NewEvent[]): Promise<AppendResult> {
    const { rows } = await client.query({
      name: `${this.schema}.append`,
      text: `select status, version, position_, published from ${this.schema}.append($1,$2,$3,$4::uuid[],$5::text[],$6::int[],$7::json[],$8::json[],$9::json[],$10)`,
      values: [
        target.stream, target.streamType, target.expected,
        events.map((e) => e.id), events.map((e) => e.type), events.map((e) => e.schemaVersion),
        events.map((e) => e.data), events.map((e) => e.metadata), events.map((e) => e.published), target.workspace,
      ],
    });
    const [row] = rows as [{ status: AppendResult['status']; version: string; position_: string; published: string }];
    return { status: row.status, version: Number(row.version), position: Number(row.position_), published: Number(row.published) };
  }

  /** All events of a stream, ascending. Another workspace's stream is as absent as one that does not exist. */
  async load(client: ClientBase, stream: string, workspace: string): Promise<LoadedStream> {
    const { rows } = await client.query({
      name: `${this.schema}.load`,
      text: `select event_id, type, schema_version, version, data, metadata, recorded_at, published_version
        from ${this.schema}.events where stream_id = $1 and workspace = $2 order by version`,
      values: [stream, workspace],
    });
    const events = rows.map((row): StoredEvent => ({
      id: row.event_id, type: row.type, schemaVersion: row.schema_version, version: Number(row.version),
      data: row.data, metadata: row.metadata, recordedAt: row.recorded_at,
    }));
    const publishedVersion = rows.reduce((last: number, row) => (row.published_version === null ? last : Number(row.published_version)), 0);
    return { events, version: events.at(-1)?.version ?? 0, publishedVersion };
  }
}
