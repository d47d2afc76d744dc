import type { Pool } from 'pg';
import type { Transaction } from '@throughline/commands';
import { CONTEXTS, type ContextName } from '@throughline/kernel';
import type { HistoryPort, LogTransport } from '@throughline/transport';
import type { Arrival } from './arrival.ts';
import type { ConsumerLogger, ConsumerMetrics } from './consumer-ports.ts';
import type { Upcast } from './event-reader.ts';
import type { Projection } from './projection.ts';

/** Event histories by owner: in process or over HTTP. */
export type Histories = Readonly<Partial<Record<ContextName, HistoryPort>>>;

/** What every consumer of a process is given. */
export interface ConsumerEnvironment {
  readonly pool: Pool;
  /** Schema of the tables of `consumerSql`. */
  readonly schema: string;
  readonly transport: LogTransport;
  readonly histories: Histories;
  readonly logger: ConsumerLogger;
  readonly metrics?: ConsumerMetrics | undefined;
  readonly upcasts?: readonly Upcast[] | undefined;
  /** Between two walks over the owners' heads; 60,000 unless told. */
  readonly headsEveryMs?: number | undefined;
}

/** What one consumer is made of. */
export interface EventConsumerOptions extends ConsumerEnvironment {
  readonly name: string;
  readonly projections: readonly Projection[];
  /** Topics besides those that the projections name. */
  readonly topics?: readonly string[] | undefined;
  readonly startFrom: 'beginning' | 'now';
  /** Each event that a projection reacts to in a transaction of its own. */
  readonly singly: boolean;
  readonly onBatch?: ((tx: Transaction, arrivals: readonly Arrival[]) => Promise<void>) | undefined;
}

/** `stopped`: by its cap, `halted`: by a fork; both need a person. `retrying`: a dependency is away. */
export interface ConsumerStatus {
  readonly state: 'idle' | 'running' | 'retrying' | 'stopped' | 'halted';
  readonly reason?: string | undefined;
  /** True once its read models are built and it has begun to consume; a process is not ready before. */
  readonly ready: boolean;
  /** ISO 8601 instant of the last change. */
  readonly since: string;
}

/** The context that owns a topic. @throws Error when none does */
export const ownerOf = (topic: string): ContextName => {
  const context = CONTEXTS.find((c) => topic.startsWith(`throughline.${c}.`));
  if (!context) throw new Error(`topic ${topic} belongs to no context`);
  return context;
};
