import type { Reaction } from '@throughline/kernel';
import type { Transaction } from '@throughline/commands';

/** A command that a policy wants decided in its own context. The runner adds principal, key, correlation and causation. */
export interface PolicyCommand<Body = unknown> {
  readonly name: string;
  readonly body: Body;
  /** Stream concerned, or a fixed purpose word where the stream is created: with policy name and event id it makes the idempotency key. */
  readonly target: string;
  /** For a command that changes a stream: the published version that the policy decided from. */
  readonly expectedVersion?: number | null | undefined;
}

/**
 * A process manager: consumes integration events and issues commands in its own context. Append, command log and offset are one
 * transaction, one event at a time, so that the effect happens once. A refusal is an outcome: logged, counted, not retried.
 * Its name is `when-<event>-then-<command>` and never changes.
 */
export interface Policy {
  readonly name: string;
  readonly startFrom: 'beginning' | 'now';
  readonly on: readonly Reaction<Promise<readonly PolicyCommand[]> | readonly PolicyCommand[], [tx: Transaction]>[];
}
