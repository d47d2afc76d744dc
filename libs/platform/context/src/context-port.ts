import type { CommandEnvelope, CommandOutcome } from '@throughline/commands';
import type { ContextName, Principal } from '@throughline/kernel';
import type { HistoryPort } from '@throughline/transport';
import type { LivePoint } from '@throughline/workers';
import type { OperationsPort } from './operations/operations-port.ts';

/** Who asks, and the token that says so: in process the principal is believed, over HTTP the token is verified again. */
export interface Caller {
  readonly principal: Principal;
  /** Compact JWT. */
  readonly token: string;
}

/** A series of live progress or metric points, and from where on. */
export interface LiveSeries {
  readonly kind: string;
  /** Stream that the work belongs to. */
  readonly id: string;
  /** Number of the last point that is known; 0 for none. */
  readonly after: number;
}

/** What the gateway asks of a context: in process or over HTTP, with the same answers and the same faults. */
export interface ContextPort {
  /**
   * @param token the sender's JWT; over HTTP it alone says who the principal is
   * @throws CommandFault; UPSTREAM_UNAVAILABLE where the context does not answer: the command is safe to repeat with the same key
   */
  dispatch(envelope: CommandEnvelope, token: string): Promise<CommandOutcome>;
  /** Points of a series of the caller's workspace, ascending, at most 1,000. @throws CommandFault */
  livePoints(series: LiveSeries, caller: Caller): Promise<readonly LivePoint[]>;
  readonly history: HistoryPort;
  readonly operations: OperationsPort;
}

/** Contexts by name; a process may reach only some. */
export type Contexts = Readonly<Partial<Record<ContextName, ContextPort>>>;
