import { Module, type DynamicModule, type Provider, type Type } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { schemaOf, type ContextName } from '@throughline/kernel';
import { CommandEndpoint, CommandExecutor, CommandLog } from '@throughline/commands';
import { EventStore } from '@throughline/event-store';
import { ConsumerGroup } from '@throughline/projections';
import type { Worker } from '@throughline/workers';
import type { ContextDefinition } from './context-definition.ts';
import { CommitSignal, ContextHost } from './context-host.ts';
import type { ContextInfrastructure } from './context-infrastructure.ts';

/** Injection token of a context's {@link ContextInfrastructure}. */
export const infrastructureToken = (context: ContextName): string => `infrastructure:${context}`;
/** Injection token of a context's {@link ContextHost}. */
export const hostToken = (context: ContextName): string => `host:${context}`;

@Module({})
class ContextModule {}

const FACTS_WAIT_MS = 2_000;

/** The Nest module of a context: the same wiring for all five. It needs a global CqrsModule and answers with a {@link ContextHost} under {@link hostToken}. */
export const contextModule = (definition: ContextDefinition, infrastructure: ContextInfrastructure): DynamicModule => {
  const schema = schemaOf(definition.name);
  const signal = new CommitSignal();
  const executor = new CommandExecutor(infrastructure.pool, new EventStore(schema), new CommandLog(schema), signal.fire);
  const consumers = new ConsumerGroup(infrastructure.pool, schema);
  const aggregates: Provider[] = definition.aggregates.map((aggregate) => ({ provide: aggregate, useValue: new aggregate(executor) }));
  const workers = (definition.workers ?? []) as readonly Type<Worker<never>>[];
  const host: Provider = {
    provide: hostToken(definition.name),
    inject: [CommandBus, ...workers],
    useFactory: (bus: CommandBus, ...instances: Worker<never>[]) => {
      const endpoint = new CommandEndpoint(bus, definition.commands, (seen) => consumers.waitFor(seen, FACTS_WAIT_MS));
      return new ContextHost(definition, infrastructure, { endpoint, executor, consumers, workers: instances, signal });
    },
  };
  return {
    module: class extends ContextModule {},
    providers: [
      { provide: infrastructureToken(definition.name), useValue: infrastructure },
      ...aggregates, ...definition.handlers, ...workers, ...(definition.providers ?? []), host,
    ],
    exports: [hostToken(definition.name)],
  };
};
