/** Names a stream that waits: for one projection (read model or policy) of one consumer. */
export interface ParkedTarget {
  readonly consumer: string;
  readonly projection: string;
  readonly stream: string;
}

/** `failure`: its first event failed. `newer-reader`: its first event is of a schema version that this code does not know. `release`: it waits behind nothing any more and is replayed by itself. */
export type ParkedFor = 'failure' | 'newer-reader' | 'release';

/** A stream that waits, for one read model or policy. */
export interface ParkedStream extends ParkedTarget {
  /** Published version of the first event that waits: the one that failed. */
  readonly version: number;
  /** Type of that event, as its headers say; empty when they do not. */
  readonly type: string;
  readonly waitsFor: ParkedFor;
  /** How many events of the stream wait, the failing one included. */
  readonly events: number;
  readonly error: string;
  readonly tries: number;
  /** ISO 8601 instant at which its first event was parked. */
  readonly parkedAt: string;
}

/** Which parked streams of a workspace, in order of consumer, projection and stream; strictly between two of them. */
export interface ParkedQuery {
  readonly consumer?: string | undefined;
  readonly projection?: string | undefined;
  readonly after?: ParkedTarget | null | undefined;
  readonly before?: ParkedTarget | null | undefined;
  /** From the end, in reverse order. */
  readonly backwards?: boolean | undefined;
  /** 1–1,000. */
  readonly limit: number;
}

/** One event that waits. */
export interface ParkedEvent {
  readonly version: number;
  readonly type: string;
  readonly eventId: string;
  /** ISO 8601 instant of the event, as its headers say. */
  readonly time: string;
  readonly error: string;
  readonly tries: number;
  readonly parkedAt: string;
  /** ISO 8601 instant at which it was sent to the dead-letter topic; null for what only waits. */
  readonly deadLetteredAt: string | null;
  /** Its payload; the text itself where that is no JSON. */
  readonly payload: unknown;
}

/** What an operator, or the plane by itself, did with a parked stream. */
export interface ParkedAct {
  readonly act: 'ParkedStreamReplayed' | 'ParkedReplayFailed' | 'ParkedStreamDiscarded';
  readonly from: number;
  readonly to: number;
  readonly reason: string;
  readonly error: string | null;
  /** Events that still waited afterwards. */
  readonly remaining: number;
  /** `<kind>:<id>` */
  readonly actor: string;
  /** ISO 8601 instant. */
  readonly at: string;
}

/** A parked stream with what waits and what was done about it. */
export interface ParkedDetail extends ParkedTarget, Pick<ParkedStream, 'version' | 'type' | 'events' | 'error' | 'tries'> {
  /** Null, and the rest empty, once nothing waits any more. */
  readonly waitsFor: ParkedFor | null;
  readonly parkedAt: string | null;
  /** The first events that wait, ascending by version; at most 100. */
  readonly waiting: readonly ParkedEvent[];
  /** Newest last; at most 100. */
  readonly acts: readonly ParkedAct[];
}

/** Tries parked events again, in version order, up to the first that fails. */
export interface ReplayRequest extends ParkedTarget {
  /** 3–500 characters. */
  readonly reason: string;
  /** UUID, unique per (workspace, principal): a discard repeated with it is done once. */
  readonly idempotencyKey: string;
  readonly correlationId: string;
  /** Says what would happen, and changes nothing. */
  readonly dryRun?: boolean | undefined;
}

/** Gives parked events up for this projection, then replays what waited behind them. */
export interface DiscardRequest extends ReplayRequest {
  /** Version of the first event that waits, as the sender saw it: whoever saw another one decides again. */
  readonly version: number;
  /** Last version to give up; `version` unless told. */
  readonly upTo?: number | undefined;
}

/** What a replay came to, or would come to. */
export interface ReplayReport extends ParkedTarget {
  readonly dryRun: boolean;
  /** Versions applied, in order of application; null when none was. */
  readonly applied: { readonly from: number; readonly to: number; readonly events: number } | null;
  /** The event that failed anew, which the rest waits behind. */
  readonly failed: { readonly version: number; readonly error: string } | null;
  /** Events of the stream that still wait. With none failed, there was more than one call does: ask again. */
  readonly remaining: number;
}

/** What was given up, and what the replay behind it came to; on a dry run, what would be. */
export interface DiscardReport extends ReplayReport {
  readonly discarded: { readonly from: number; readonly to: number; readonly events: number };
}

/** What became of an act on parked events: done, or refused with a code that the caller can act on. */
export type ParkedOutcome<Report> =
  | { readonly status: 'accepted'; readonly report: Report }
  | { readonly status: 'refused'; readonly code: 'PARKED.NOTHING_WAITS' | 'PARKED.MOVED_ON' | 'IDEMPOTENCY_KEY_REUSED'; readonly detail: Readonly<Record<string, string | number>> };
