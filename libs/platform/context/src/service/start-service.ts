import { resolve } from 'node:path';
import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import type { ContextName } from '@throughline/kernel';
import { type HistoryPort, withDeadLetters } from '@throughline/transport';
import { migrateContext, pendingOfContext } from '../backbone-upgrades.ts';
import { consumedTopicsOf, type ContextDefinition, topicsOf } from '../context-definition.ts';
import type { ContextHost } from '../context-host.ts';
import { contextModule, hostToken } from '../context-module.ts';
import { ServiceHttpModule } from '../http/service-http.module.ts';
import type { StartStep } from '../process/bring-up.ts';
import { farewell } from '../process/drain.ts';
import { createApp, serverOf } from '../process/listen.ts';
import { openProcess, type ProcessParts } from '../process/open-process.ts';
import { prepareTables } from '../process/prepare-tables.ts';
import type { Fail } from '../process/run-process.ts';
import { serve, type Service } from '../process/serve.ts';
import { startConsumers } from '../process/start-consumers.ts';
import { stopServing } from '../process/stop-serving.ts';
import { RemoteContext } from '../remote/remote-context.ts';
import type { ServiceConfig } from './service-config.ts';

@Module({})
class ServiceModule {}

/** Starts one context as a process of its own. It listens at once, and is ready when database, topics and consumers are. */
export const startService = async (definition: ContextDefinition, config: ServiceConfig, fail: Fail): Promise<Service> => {
  const parts = await openProcess(config, definition.name, fail);
  const { logger, identity, pool, transport, blobs, metrics, registry, readiness, bringUp } = parts;
  const histories: Partial<Record<ContextName, HistoryPort>> = Object.fromEntries(Object.entries(config.neighbours)
    .map(([context, addresses]) => [context, new RemoteContext(context as ContextName, addresses, identity.serviceToken).history]));
  const context = contextModule(definition, {
    context: definition.name, pool, transport, histories, blobs, logger, consumerMetrics: metrics.consumer, relayMetrics: metrics.relay, takeOver: false,
    datasetRoots: config.DATASET_ROOTS.map((root) => resolve(root)), trainingRoots: config.TRAINING_ROOTS.map((root) => resolve(root)),
  });
  const app = await createApp({
    module: ServiceModule,
    imports: [CqrsModule.forRoot(), ServiceHttpModule.of(context, { context: definition.name, identity, readiness, logger, metrics: registry })],
  });
  const sayFarewell = farewell(serverOf(app));
  await app.init();
  const host = app.get<ContextHost>(hostToken(definition.name), { strict: false });
  histories[definition.name] = host.history;
  const stop = async (): Promise<void> => {
    await stopServing(app, { ...parts, sayFarewell });
    await host.stop();
    await parts.close();
  };
  return serve(app, config, stop, () => bringUp.start(stepsOf(definition, config, host, parts)));
};

const stepsOf = (definition: ContextDefinition, config: ServiceConfig, host: ContextHost, { logger, pool, transport, readiness }: ProcessParts): readonly StartStep[] => [
  prepareTables({
    ownerUrl: config.MIGRATION_DATABASE_URL, readiness, logger,
    migrate: (ownerUrl) => migrateContext(ownerUrl, definition), pending: () => pendingOfContext(pool, definition),
  }),
  { name: 'the topics', run: () => transport.ensureTopics(withDeadLetters([...topicsOf(definition), ...consumedTopicsOf(definition)])) },
  ...startConsumers(host.consumers, () => host.start()),
];
