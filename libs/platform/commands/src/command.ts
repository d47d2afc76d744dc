import type { ClientBase } from 'pg';
import type { Actor, ContextName, Principal, RefusalDetail } from '@throughline/kernel';

/** A principal as events store it. */
export const actorOf = (principal: Pick<Principal, 'kind' | 'id'>): Actor => `${principal.kind}:${principal.id}`;

/** Streams and the published versions that somebody has seen. */
export type StreamVersions = Readonly<Record<string, number>>;

/** A command on its way to its context: what the command port carries, in process or over HTTP. */
export interface CommandEnvelope<Body = unknown> {
  readonly context: ContextName;
  readonly name: string;
  readonly body: Body;
  /** UUID, unique per (workspace, principal). */
  readonly idempotencyKey: string;
  /** Published version that the sender saw; absent on creation; null only for commands that commute. */
  readonly expectedVersion?: number | null | undefined;
  readonly principal: Principal;
  readonly correlationId: string;
  readonly causationId?: string | undefined;
  readonly traceparent?: string | undefined;
  readonly occurredAt?: string | undefined;
  /** What the sender has seen: the context waits for it before it decides. */
  readonly seen?: StreamVersions | undefined;
}

/** What became of a command that was decided: done, refused with a code `CONTEXT.REASON`, or sent by somebody who had not seen the last change. */
export type CommandOutcome =
  | { readonly status: 'accepted'; readonly stream: string; /** published version after the command */ readonly version: number }
  | { readonly status: 'refused'; readonly code: string; readonly detail: RefusalDetail }
  | { readonly status: 'conflict'; readonly stream: string; readonly expectedVersion: number; readonly actualVersion: number; readonly changedBy: string | null };

/** A transaction on the context's database: what is written through it commits together or not at all. */
export type Transaction = ClientBase;

/** Why a command was not decided. */
export type FaultCode =
  | 'UNAUTHENTICATED' | 'FORBIDDEN' | 'NOT_FOUND' | 'BAD_USER_INPUT' | 'UPSTREAM_UNAVAILABLE' | 'FACTS_LAGGING' | 'FACTS_PARKED';

/** A command that was not decided: nothing was written, no outcome was stored. */
export class CommandFault extends Error {
  readonly code: FaultCode;
  /** Path of the field at fault, for example `body.target`. */
  readonly path: readonly string[];
  readonly detail: RefusalDetail;
  constructor(code: FaultCode, message: string, options: { path?: readonly string[]; detail?: RefusalDetail; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.path = options.path ?? [];
    this.detail = options.detail ?? {};
  }
}

/** Sends a command to its context and answers with its outcome. */
export interface CommandPort {
  dispatch(envelope: CommandEnvelope): Promise<CommandOutcome>;
}

/** Decides a command; with a transaction it joins that one (policies), otherwise it opens its own. */
export interface CommandRunner {
  run(envelope: CommandEnvelope, transaction?: Transaction): Promise<CommandOutcome>;
}
