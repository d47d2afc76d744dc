import type { CommandPort, StreamVersions } from '@throughline/commands';
import type { LiveSeries } from '@throughline/context';
import type { Actor, ContextName, Principal } from '@throughline/kernel';
import type { LivePoint } from '@throughline/workers';
import type { OperateOn } from '../operations/operate-on.ts';
import type { Operations } from '../operations/operations.ts';
import type { ReadSession } from '../read-models/read-session.ts';

/** What a resolver gets besides its arguments: one per request. */
export interface GatewayContext {
  readonly principal: Principal;
  readonly correlationId: string;
  readonly traceparent: string | undefined;
  readonly commands: CommandPort;
  readonly live: {
    /** Points of a series, kept by the service that owns the work. Rejects when the owner does not answer. */
    points(context: ContextName, series: LiveSeries): Promise<readonly LivePoint[]>;
  };
  readonly operations: Operations;
  readonly operateOn: OperateOn;
  readonly reads: ReadSession;
  /** What the sender has seen, and what this request's own commands made since. */
  seen: StreamVersions;
  displayName(actor: Actor): string | null;
  /** Seals what was seen; null when it is too much for one token. */
  seal(seen: StreamVersions): string | null;
  /**
   * Waits until the read models, or those named, have these versions.
   * @returns false when they do not in time: the answer will say that it is stale
   */
  upTo(wanted: StreamVersions, readModels?: readonly string[]): Promise<boolean>;
}
