import type { ApolloServer } from '@apollo/server';
import { OwnerOperations, parkedOperations } from '@throughline/context';
import type { ContextName } from '@throughline/kernel';
import { CONTEXTS, topicOf } from '@throughline/kernel';
import { correlationId } from '@throughline/observability';
import { Consumer, ConsumerGroup, ParkedDesk, ParkedWatch } from '@throughline/projections';
import type { GraphQLSchema } from 'graphql';
import { apolloServer } from './apollo/apollo-server.ts';
import type { Caller, RequestContext } from './apollo/request-context.ts';
import { requestContext } from './apollo/request-context.ts';
import { Completeness } from './completeness/completeness.ts';
import { ConsistencyTokens } from './consistency/consistency-token.ts';
import { staleness } from './consistency/freshness.ts';
import { ParkedReadModels } from './consistency/parked-read-models.ts';
import { GATEWAY_CONSUMER, VersionsAwaited } from './consistency/versions-awaited.ts';
import type { GatewayPorts } from './gateway-ports.ts';
import { GATEWAY_SCHEMA } from './gateway-sql.ts';
import { appendToJournal } from './journal/journal.ts';
import { Operations } from './operations/operations.ts';
import { readModelOf } from './read-models/fold-read-model.ts';
import { composeSchema } from './schema/compose-schema.ts';
import type { GatewayPart } from './schema/gateway-part.ts';
import { loadSdl } from './schema/load-sdl.ts';

/** The read side of all contexts, and the way in for commands. */
export class Gateway {
  readonly ports: GatewayPorts;
  readonly schema: GraphQLSchema;
  readonly apollo: ApolloServer<RequestContext>;
  readonly consumers: ConsumerGroup;
  readonly consumer: Consumer;
  /** Topics by the context that owns them. */
  readonly topics: ReadonlyMap<ContextName, readonly string[]>;
  readonly operations: Operations;
  readonly #tokens: ConsistencyTokens;
  readonly #versions: VersionsAwaited;
  readonly #parked: ParkedReadModels;
  readonly #ownOperations: OwnerOperations;
  readonly #watch: ParkedWatch;

  constructor(ports: GatewayPorts, parts: readonly GatewayPart[]) {
    const { pool, transport, histories, logger } = ports;
    const events = parts.flatMap((part) => part.events);
    this.ports = ports;
    this.topics = new Map(CONTEXTS.map((context) => [context, [...new Set(events.filter((event) => event.context === context).map(topicOf))]] as const).filter(([, own]) => own.length > 0));
    this.consumers = new ConsumerGroup(pool, GATEWAY_SCHEMA);
    this.consumer = this.consumers.add(new Consumer({
      name: GATEWAY_CONSUMER, schema: GATEWAY_SCHEMA, pool, transport, histories, logger, metrics: ports.consumerMetrics,
      topics: [...this.topics.values()].flat(), upcasts: parts.flatMap((part) => part.upcasts ?? []),
      readModels: parts.flatMap((part) => part.folds.map((fold) => readModelOf(GATEWAY_SCHEMA, fold, events))),
      onBatch: (tx, arrivals) => appendToJournal(tx, GATEWAY_SCHEMA, arrivals),
    }));
    this.#tokens = new ConsistencyTokens(ports.secret);
    this.#versions = new VersionsAwaited(pool, GATEWAY_SCHEMA, this.consumers);
    this.#parked = new ParkedReadModels(pool, GATEWAY_SCHEMA);
    this.operations = new Operations({ pool, schema: GATEWAY_SCHEMA, consumers: this.consumers, consumer: this.consumer, histories, topics: this.topics });
    this.#ownOperations = new OwnerOperations('gateway', parkedOperations(new ParkedDesk(pool, GATEWAY_SCHEMA, this.consumers)));
    this.#watch = new ParkedWatch({ pool, schema: GATEWAY_SCHEMA, owner: 'gateway', transport, consumers: this.consumers, logger, metrics: ports.consumerMetrics });
    this.schema = composeSchema(loadSdl(parts), parts);
    const completeness = new Completeness({ db: pool, schema: GATEWAY_SCHEMA, transport, histories, topics: this.topics });
    this.apollo = apolloServer({
      schema: this.schema, logger, metrics: ports.metrics, correlationId,
      isComplete: (instant) => completeness.isComplete(instant), staleness: () => staleness({ transport, readiness: ports.readiness, consumer: this.consumer }),
    });
  }

  /** What the resolvers of one request are given. */
  contextFor(caller: Caller): RequestContext {
    return requestContext({ ...this.ports, schema: GATEWAY_SCHEMA, operations: this.operations, ownOperations: this.#ownOperations, tokens: this.#tokens, versions: this.#versions, parked: this.#parked }, caller);
  }

  /** Begins to read events; topics must have been declared by their owners. */
  async start(): Promise<void> {
    await this.consumers.start();
    this.#watch.start();
  }

  async stop(): Promise<void> {
    await this.#watch.stop();
    await this.consumers.stop();
  }
}
