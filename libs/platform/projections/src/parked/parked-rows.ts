import type { Transaction } from '@throughline/commands';
import type { LogRecord } from '@throughline/transport';
import type { ParkedEvent, ParkedQuery, ParkedStream, ParkedTarget } from './parked-stream.ts';

/** A parked event with what it takes to apply it. */
export interface WaitingRow {
  readonly version: number;
  readonly record: LogRecord;
  readonly tries: number;
}

/** The first event of a parked stream, by what its headers say. */
export interface FirstWaiting extends ParkedTarget {
  readonly workspace: string;
  readonly topic: string;
  readonly type: string;
  readonly schemaVersion: number;
  readonly tries: number;
}

type Queryable = Pick<Transaction, 'query'>;
type StreamRow = Omit<ParkedStream, 'version' | 'events' | 'parkedAt'> & { readonly version: string; readonly events: string; readonly parked_at: Date };
type EventRow = Omit<ParkedEvent, 'version' | 'parkedAt' | 'deadLetteredAt' | 'payload'> & { readonly version: string; readonly parked_at: Date; readonly dead_lettered_at: Date | null; readonly value: string };

/** What cannot say whose it is (a broken envelope) is shown to the operators of this workspace. */
export const FALLBACK_WORKSPACE = 'default';

const SHOWN = 100;
/** The engine reads no text of a document with U+0000 in it; a stranger's message must not keep the others from being shown. */
const SHOWABLE = String.raw`replace(event::text, '\u0000', '\ufffd')::json`;
const headerOf = (name: string): string => `${SHOWABLE}->'headers'->>'${name}'`;
/** The workspace of a parked event, as SQL over `parked_event`. */
export const PARKED_WORKSPACE = `coalesce(${headerOf('ce_workspace')}, '${FALLBACK_WORKSPACE}')`;
const TYPE = `coalesce(substring(${headerOf('ce_type')} from '[^.]*$'), '')`;
const WAITS_FOR = `case when counted then 'failure' when tries > 0 then 'newer-reader' else 'release' end`;
const THE_STREAM = 'consumer = $1 and projection = $2 and stream_id = $3';

const keyOf = ({ consumer, projection, stream }: ParkedTarget): readonly string[] => [consumer, projection, stream];

const jsonOrText = (value: string): unknown => {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
};

const streamOf = ({ parked_at, version, events, ...row }: StreamRow): ParkedStream => ({ ...row, version: Number(version), events: Number(events), parkedAt: parked_at.toISOString() });

/** The SQL of what is parked in one schema. */
export class ParkedRows {
  readonly #schema: string;

  constructor(schema: string) {
    this.#schema = schema;
  }

  /** One row for each parked stream of a workspace, in order of consumer, projection and stream. */
  async list(tx: Queryable, workspace: string, { consumer, projection, after, before, backwards = false, limit }: ParkedQuery): Promise<readonly ParkedStream[]> {
    const { rows } = await tx.query<StreamRow>(`select * from (${this.#firsts(`${PARKED_WORKSPACE} = $1 and ($2::text is null or consumer = $2) and ($3::text is null or projection = $3)
        and ($4::text[] is null or row(consumer, projection, stream_id) > row(($4::text[])[1], ($4::text[])[2], ($4::text[])[3]))
        and ($5::text[] is null or row(consumer, projection, stream_id) < row(($5::text[])[1], ($5::text[])[2], ($5::text[])[3]))`)}) firsts
      order by ${['consumer', 'projection', 'stream'].map((column) => `${column} ${backwards ? 'desc' : 'asc'}`).join(', ')} limit $6`,
    [workspace, consumer ?? null, projection ?? null, after ? keyOf(after) : null, before ? keyOf(before) : null, limit]);
    return rows.map(streamOf);
  }

  async count(tx: Queryable, workspace: string, { consumer, projection }: Pick<ParkedQuery, 'consumer' | 'projection'>): Promise<number> {
    const { rows } = await tx.query<{ n: number }>(`select count(distinct (consumer, projection, stream_id))::int as n from ${this.#schema}.parked_event
      where ${PARKED_WORKSPACE} = $1 and ($2::text is null or consumer = $2) and ($3::text is null or projection = $3)`, [workspace, consumer ?? null, projection ?? null]);
    return rows[0]!.n;
  }

  async find(tx: Queryable, workspace: string, target: ParkedTarget): Promise<ParkedStream | undefined> {
    const { rows } = await tx.query<StreamRow>(this.#firsts(`${THE_STREAM} and ${PARKED_WORKSPACE} = $4`), [...keyOf(target), workspace]);
    return rows[0] && streamOf(rows[0]);
  }

  /** The first events that wait, ascending; at most 100. */
  async events(tx: Queryable, target: ParkedTarget): Promise<readonly ParkedEvent[]> {
    const { rows } = await tx.query<EventRow>(`select published_version as version, ${TYPE} as type, coalesce(${headerOf('ce_id')}, '') as "eventId", coalesce(${headerOf('ce_time')}, '') as time,
        error, tries, parked_at, dead_lettered_at, ${SHOWABLE}->>'value' as value
      from ${this.#schema}.parked_event where ${THE_STREAM} order by published_version limit ${SHOWN}`, [...keyOf(target)]);
    return rows.map(({ version, parked_at, dead_lettered_at, value, ...row }) => ({
      ...row, version: Number(version), parkedAt: parked_at.toISOString(), deadLetteredAt: dead_lettered_at?.toISOString() ?? null, payload: jsonOrText(value),
    }));
  }

  /** Streams of a consumer that no failure holds up: their first event waits for a newer reader, or behind nothing any more. */
  async unfailed(tx: Queryable, consumer: string): Promise<readonly FirstWaiting[]> {
    const { rows } = await tx.query<FirstWaiting>(`select * from (select distinct on (projection, stream_id) consumer, projection, stream_id as stream, ${PARKED_WORKSPACE} as workspace, ${SHOWABLE}->>'topic' as topic,
        ${TYPE} as type, coalesce(substring(${headerOf('ce_dataschema')} from '[0-9]+$')::int, 0) as "schemaVersion", tries, counted
      from ${this.#schema}.parked_event where consumer = $1 order by projection, stream_id, published_version) firsts where not counted`, [consumer]);
    return rows;
  }

  async topicOf(tx: Queryable, target: ParkedTarget): Promise<string | undefined> {
    const { rows } = await tx.query<{ topic: string }>(`select ${SHOWABLE}->>'topic' as topic from ${this.#schema}.parked_event where ${THE_STREAM} limit 1`, [...keyOf(target)]);
    return rows[0]?.topic;
  }

  /** The next events that wait, ascending. The caller holds the consumer's lock. */
  async next(tx: Transaction, target: ParkedTarget, limit: number): Promise<readonly WaitingRow[]> {
    const { rows } = await tx.query<{ version: string; record: LogRecord; tries: number }>(`select published_version as version, event as record, tries from ${this.#schema}.parked_event
      where ${THE_STREAM} order by published_version limit $4 for update`, [...keyOf(target), limit]);
    return rows.map((row) => ({ ...row, version: Number(row.version) }));
  }

  async remaining(tx: Queryable, target: ParkedTarget): Promise<number> {
    const { rows } = await tx.query<{ n: number }>(`select count(*)::int as n from ${this.#schema}.parked_event where ${THE_STREAM}`, [...keyOf(target)]);
    return rows[0]!.n;
  }

  async drop(tx: Transaction, target: ParkedTarget, upTo: number): Promise<void> {
    await tx.query(`delete from ${this.#schema}.parked_event where ${THE_STREAM} and published_version <= $4`, [...keyOf(target), upTo]);
  }

  async fail(tx: Transaction, target: ParkedTarget, version: number, error: string, counted: boolean): Promise<void> {
    await tx.query(`update ${this.#schema}.parked_event set error = $5, tries = tries + 1, counted = $6 where ${THE_STREAM} and published_version = $4`, [...keyOf(target), version, error, counted]);
  }

  /** Takes events off the queue for good, and remembers them for the version of the read model that could not apply them. */
  async discard(tx: Transaction, target: ParkedTarget, upTo: number, reason: string): Promise<readonly number[]> {
    const { rows } = await tx.query<{ version: string }>(`with gone as (delete from ${this.#schema}.parked_event where ${THE_STREAM} and published_version <= $4 returning *)
      insert into ${this.#schema}.discarded_event(consumer, projection, stream_id, published_version, event, error, built, reason)
      select consumer, projection, stream_id, published_version, event, error,
        (select r.version from ${this.#schema}.consumer_read_model r where r.consumer = $1 and r.name = $2), $5 from gone
      on conflict (consumer, projection, stream_id, published_version) do update set built = excluded.built, reason = excluded.reason, error = excluded.error, discarded_at = now()
      returning published_version as version`, [...keyOf(target), upTo, reason]);
    return rows.map((row) => Number(row.version)).sort((a, b) => a - b);
  }

  #firsts(condition: string): string {
    return `select distinct on (consumer, projection, stream_id) consumer, projection, stream_id as stream, published_version as version, ${TYPE} as type,
      ${WAITS_FOR} as "waitsFor", count(*) over (partition by consumer, projection, stream_id) as events, error, tries, parked_at
      from ${this.#schema}.parked_event where ${condition} order by consumer, projection, stream_id, published_version`;
  }
}

