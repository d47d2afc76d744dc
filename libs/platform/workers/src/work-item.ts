import type { Actor } from '@throughline/kernel';
import type { CommandOutcome, Transaction } from '@throughline/commands';

/** Work outside the database that an event asked for. Its row is written in the transaction of that event's append. */
export interface WorkItem<Payload = unknown> {
  /** UUID; one row per id, so that asking twice asks once. */
  readonly id: string;
  readonly kind: string;
  /** Stream that asked, and that hears of the end. */
  readonly stream: string;
  readonly workspace: string;
  readonly payload: Payload;
  readonly onBehalfOf?: Actor | undefined;
  readonly correlationId: string;
}

/** A point of a piece of work's live progress. */
export interface LivePoint {
  /** Ascending without repeats within the work. */
  readonly seq: number;
  /** ISO 8601 instant. */
  readonly at: string;
  readonly point: Readonly<Record<string, unknown>>;
}

/** What a worker may do while it holds an item's lease. */
export interface WorkContext {
  /** 1 for the first try. */
  readonly attempt: number;
  /** Fires on cancel, on a lost lease and on shutdown; `reason` says which. */
  readonly signal: AbortSignal;
  /** Writes a point of live progress, read through the live port while the work goes on. */
  report(point: Readonly<Record<string, unknown>>): Promise<void>;
  /** All points reported so far, ascending; what a closing event keeps of them goes to the blob store. */
  points(): Promise<readonly LivePoint[]>;
  /** Sends a command of the own context as `service:<context>/<kind>` on behalf of the human who started the work. */
  command(name: string, body: unknown, purpose: string): Promise<CommandOutcome>;
}

/** Carries out one kind of work. */
export interface Worker<Payload = unknown> {
  readonly kind: string;
  /** Items at once in this process; 1 when left out. */
  readonly concurrency?: number;
  /** Tries before `failed` is called; 3 when left out. */
  readonly maxAttempts?: number;
  /** Carries the work out and says so by a command. It may be called again for the same item: after a crash, a lost lease or an error. */
  run(item: WorkItem<Payload>, context: WorkContext): Promise<void>;
  /** The last try failed: tell the stream. */
  failed(item: WorkItem<Payload>, error: Error, context: WorkContext): Promise<void>;
  /** The item was cancelled before or while it ran: tell the stream. */
  cancelled?(item: WorkItem<Payload>, context: WorkContext): Promise<void>;
}

/** Thrown by a worker whose item cannot go on yet: it is taken up again after the delay, and this try does not count. */
export class WorkPutOff extends Error {
  readonly delayMs: number;

  constructor(reason: string, delayMs: number) {
    super(reason);
    this.delayMs = delayMs;
  }
}

/** Asks for work in the transaction of the event that wants it; asked twice, it is there once. */
export const enqueueWork = async (tx: Transaction, schema: string, item: WorkItem): Promise<void> => {
  await tx.query(
    `insert into ${schema}.work(id, kind, stream, workspace, payload, on_behalf_of, correlation_id) values ($1,$2,$3,$4,$5,$6,$7) on conflict (id) do nothing`,
    [item.id, item.kind, item.stream, item.workspace, JSON.stringify(item.payload), item.onBehalfOf ?? null, item.correlationId]);
};

/** Marks a stream's open work as cancelled; the worker that holds it sees it at its next heartbeat. */
export const cancelWork = async (tx: Transaction, schema: string, stream: string): Promise<void> => {
  await tx.query(`update ${schema}.work set cancelled = true where stream = $1`, [stream]);
};
