import { schemaOf, type ContextName } from '@throughline/kernel';
import { type CommandEndpoint, type CommandEnvelope, type CommandExecutor, CommandFault, CommandLog, type CommandOutcome, inTransaction } from '@throughline/commands';
import { LockFence } from '@throughline/event-store';
import { Consumer, type ConsumerGroup, ParkedDesk, ParkedWatch, PolicyRunner } from '@throughline/projections';
import { EventHistory, Relay, TOPIC_PARTITIONS } from '@throughline/transport';
import { livePoints, type LivePoint, type Worker, WorkerPool } from '@throughline/workers';
import { topicsOf, type ContextDefinition } from './context-definition.ts';
import type { ContextInfrastructure } from './context-infrastructure.ts';
import type { Caller, ContextPort, LiveSeries } from './context-port.ts';
import { OwnerOperations, parkedOperations } from './operations/owner-operations.ts';
import { RelayDesk, relayOperations } from './operations/relay-desk.ts';

/** Wakes relay and workers after a commit; made before either of them. */
export class CommitSignal {
  private readonly listeners: (() => void)[] = [];

  on(listener: () => void): void {
    this.listeners.push(listener);
  }

  readonly fire = (): void => {
    for (const listener of this.listeners) listener();
  };
}

/** What the context's module has made by the time that its host begins. */
export interface ContextParts {
  readonly endpoint: CommandEndpoint;
  readonly executor: CommandExecutor;
  readonly consumers: ConsumerGroup;
  readonly workers: readonly Worker<never>[];
  readonly signal: CommitSignal;
}

const DAY_MS = 86_400_000;

/** One running context: relay, consumers, policies and workers around its command endpoint. */
export class ContextHost implements ContextPort {
  readonly context: ContextName;
  /** Topics that this context owns. */
  readonly topics: readonly string[];
  readonly endpoint: CommandEndpoint;
  readonly history: EventHistory;
  readonly consumers: ConsumerGroup;
  readonly operations: OwnerOperations;
  private readonly definition: ContextDefinition;
  private readonly infrastructure: ContextInfrastructure;
  private readonly fence: LockFence;
  private readonly relay: Relay;
  private readonly relayDesk: RelayDesk;
  private readonly pool: WorkerPool;
  private readonly watch: ParkedWatch;
  private expiry: NodeJS.Timeout | undefined;

  constructor(definition: ContextDefinition, infrastructure: ContextInfrastructure, parts: ContextParts) {
    const { pool, transport, logger, takeOver } = infrastructure;
    const schema = schemaOf(definition.name);
    this.context = definition.name;
    this.topics = topicsOf(definition);
    this.definition = definition;
    this.infrastructure = infrastructure;
    this.endpoint = parts.endpoint;
    this.consumers = parts.consumers;
    this.fence = new LockFence(pool, schema);
    this.relay = new Relay({
      context: definition.name, schema, pool, transport, topics: this.topics, fence: this.fence, takeOver, metrics: infrastructure.relayMetrics,
      report: (error, where) => logger.warn({ err: error }, where),
    });
    this.history = new EventHistory({ context: definition.name, schema, pool, fence: this.fence, transport: transport.kind, partitions: transport.kind === 'postgres' ? 1 : TOPIC_PARTITIONS });
    this.pool = new WorkerPool({ context: definition.name, schema, pool, commands: parts.endpoint, workers: parts.workers, log: logger, takeOver });
    parts.signal.on(() => this.relay.wake());
    parts.signal.on(() => this.pool.wake());
    this.addConsumers(parts.signal);
    this.relayDesk = new RelayDesk({ context: definition.name, pool, transport, topics: this.topics, confirmed: () => this.relay.wake() });
    this.operations = new OwnerOperations(definition.name, { ...parkedOperations(new ParkedDesk(pool, schema, this.consumers)), ...relayOperations(this.relayDesk) });
    this.watch = new ParkedWatch({ pool, schema, owner: definition.name, transport, consumers: this.consumers, logger, metrics: infrastructure.consumerMetrics });
  }

  private addConsumers(signal: CommitSignal): void {
    const { pool, transport, histories, logger, consumerMetrics } = this.infrastructure;
    const environment = {
      pool, schema: schemaOf(this.context), transport, histories, logger, metrics: consumerMetrics,
      ...(this.definition.upcasts && { upcasts: this.definition.upcasts }),
    };
    if (this.definition.readModels.length) {
      this.consumers.add(new Consumer({ ...environment, name: `${this.context}-read-models`, readModels: this.definition.readModels }));
    }
    for (const policy of this.definition.policies) {
      this.consumers.add(new PolicyRunner({ ...environment, context: this.context, policy, commands: this.endpoint, committed: signal.fire }));
    }
  }

  /** Declares the topics that this context owns; all contexts do so before any of them consumes. */
  async declareTopics(): Promise<void> {
    await this.infrastructure.transport.ensureTopics(this.topics);
  }

  async start(): Promise<void> {
    this.relay.start();
    await this.consumers.start();
    this.watch.start();
    await this.pool.start();
    const log = new CommandLog(schemaOf(this.context));
    const expire = (): void => void inTransaction(this.infrastructure.pool, (tx) => log.expire(tx))
      .catch((error: unknown) => this.infrastructure.logger.warn({ err: error }, 'old command outcomes could not be dropped; tomorrow again'));
    expire();
    this.expiry = setInterval(expire, DAY_MS);
    this.expiry.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.expiry);
    await this.pool.stop();
    await this.watch.stop();
    await this.consumers.stop();
    await this.relay.stop();
    this.fence.close();
  }

  /** What is decided from a store that may be the wrong one would be lost with it. */
  async dispatch(envelope: CommandEnvelope): Promise<CommandOutcome> {
    // A confirmation is in the database before the relay of this process has heard of it.
    const refused = this.relay.refused === null ? null : (await this.relayDesk.status()).refused;
    if (refused !== null) throw new CommandFault('UPSTREAM_UNAVAILABLE', `${this.context} takes no commands for now: ${refused}`);
    return this.endpoint.dispatch(envelope);
  }

  /** Why this context sends no events and takes no commands of clients until an operator confirms, as far as this process has heard; null while nothing is wrong. */
  get refused(): string | null {
    return this.relay.refused;
  }

  livePoints(series: LiveSeries, { principal }: Caller): Promise<readonly LivePoint[]> {
    return this.pointsOf(principal.workspace, series);
  }

  pointsOf(workspace: string, { kind, id, after }: LiveSeries): Promise<readonly LivePoint[]> {
    return livePoints(this.infrastructure.pool, schemaOf(this.context), workspace, kind, id, after);
  }
}
