import type { Actor } from './principal.ts';
import type { Json } from './json.ts';

/** What every command carries besides its data. `now` serves comparisons only; an event's own instant is the store's `recorded_at`. */
export interface Meta {
  readonly commandId: string;
  /** ISO 8601 instant, UTC, milliseconds. */
  readonly now: string;
  readonly actor: Actor;
  /** The human on whose behalf a policy or service acts. */
  readonly onBehalfOf?: Actor | undefined;
  readonly workspace: string;
  readonly correlationId: string;
  readonly causationId?: string | undefined;
  readonly traceparent?: string | undefined;
  /** ISO 8601 instant of a fact that happened earlier (imports); as-of never uses it. */
  readonly occurredAt?: string | undefined;
}

/** A wish, imperative (`PromoteModelVersion`), with the facts that its decision needs. */
export interface Command<Type extends string = string, Data = unknown> {
  readonly type: Type;
  readonly data: Data;
  readonly meta: Meta;
}

/** What happened, past tense (`ModelVersionPromoted`); private to its context. */
export interface Event<Type extends string = string, Data = unknown> {
  readonly type: Type;
  readonly data: Data;
}

/** An event as a decider sees it again: with who caused it and when the store recorded it. */
export type Recorded<E extends Event> = E & {
  readonly id: string;
  readonly actor: Actor;
  readonly onBehalfOf?: Actor | undefined;
  /** ISO 8601 instant, UTC, milliseconds. */
  readonly recordedAt: string;
};

/** Typed parameters of a refusal, for its sentence and for machines. */
export type RefusalDetail = { readonly [key: string]: Json | undefined };

/** A refusal names its reason `CONTEXT.REASON` with typed parameters; `final: false` when it turns on a fact of another context that may still come, and is then never stored as the command's outcome. */
export type Decision<E extends Event, Refusal extends string> =
  | { readonly accepted: true; readonly events: readonly E[] }
  | { readonly accepted: false; readonly code: Refusal; readonly detail: RefusalDetail; readonly final: boolean };

/** Accepts with the events that follow; without any, the command changes nothing and is answered as done. */
export const accept = <E extends Event>(...events: readonly E[]): { readonly accepted: true; readonly events: readonly E[] } => ({ accepted: true, events });

/** Refuses for good: the same command at the same state is always refused. */
export const reject = <R extends string>(code: R, detail: RefusalDetail = {}) => ({ accepted: false, code, detail, final: true }) as const;

/** Refuses for now: a fact of another context is missing and may arrive. */
export const rejectForNow = <R extends string>(code: R, detail: RefusalDetail = {}) => ({ accepted: false, code, detail, final: false }) as const;

/** The shape of a decision: pure, total, and without a clock. */
export interface Decider<C extends Command, State, E extends Event, Refusal extends string> {
  initialState(): State;
  decide(command: C, state: State): Decision<E, Refusal>;
  /** Total over the events: no default branch, so that the compiler finds a forgotten one. */
  evolve(state: State, event: Recorded<E>): State;
}
