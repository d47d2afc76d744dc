import { resolve } from 'node:path';
import { Module, type DynamicModule, type INestApplication } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import type { Pool } from 'pg';
import { builtInIssuer, oidcVerifier, personaDirectory } from '@throughline/identity';
import type { ContextName } from '@throughline/kernel';
import { createLogger, createMetrics, type Logger } from '@throughline/observability';
import type { HistoryPort } from '@throughline/transport';
import { migrateContext } from '../backbone-upgrades.ts';
import type { ContextDefinition } from '../context-definition.ts';
import type { ContextHost } from '../context-host.ts';
import { contextModule, hostToken } from '../context-module.ts';
import type { ContextPort } from '../context-port.ts';
import { addressOf, createApp, listen, serverOf } from '../process/listen.ts';
import { drain, farewell } from '../process/drain.ts';
import { openBlobs } from '../process/open-blobs.ts';
import { endPool, openPool } from '../process/open-pool.ts';
import { openTransport } from '../process/open-transport.ts';
import { processMetrics } from '../process/process-metrics.ts';
import { Readiness } from '../process/readiness.ts';
import type { Fail } from '../process/run-process.ts';
import { appRoleOf, type SchemaOwner } from '../roles.ts';
import type { PlaneConfig } from './plane-config.ts';
import { openPlaneDatabase, type PlaneDatabase } from './plane-database.ts';
import type { PlaneGateway, PlanePorts } from './plane-ports.ts';

/** A running plane. */
export interface Plane {
  /** Where the gateway listens, for example `http://127.0.0.1:4000`. */
  readonly url: string;
  readonly app: INestApplication;
  stop(): Promise<void>;
}

/** What a plane is made of. */
export interface PlaneOptions {
  readonly config: PlaneConfig;
  readonly contexts: readonly ContextDefinition[];
  readonly gateway: PlaneGateway;
  /** Ends the process when the plane cannot help itself; it is only logged unless told. */
  readonly fail?: Fail;
}

@Module({})
class PlaneModule {}

/** Starts all contexts and the gateway in this process, on one database. */
export const startPlane = async (options: PlaneOptions): Promise<Plane> => {
  const { config, contexts, gateway } = options;
  const logger = createLogger({ name: 'throughline', level: config.LOG_LEVEL });
  const database = await openPlaneDatabase(config, logger);
  try {
    for (const context of contexts) {
      const applied = await migrateContext(database.schemas[context.name].ownerUrl, context);
      if (applied.length) logger.info({ context: context.name, applied }, 'migrations applied');
    }
    await gateway.prepare(database.schemas.gateway.ownerUrl, appRoleOf('gateway'));
    return await run(options, database, logger);
  } catch (error) {
    await database.stop();
    throw error;
  }
};

const run = async ({ config, contexts, gateway, fail = (error) => logger.fatal({ err: error }, 'this plane cannot go on: start it anew') }: PlaneOptions, database: PlaneDatabase, logger: Logger): Promise<Plane> => {
  const pools = Object.fromEntries(Object.entries(database.schemas).map(([owner, { appUrl }]) => [owner, openPool(appUrl, owner, logger)])) as Readonly<Record<SchemaOwner, Pool>>;
  const registry = createMetrics({ processMetrics: true });
  const metrics = processMetrics(registry);
  const transport = openTransport({
    brokers: config.KAFKA_BROKERS, clientId: 'throughline', reader: pools.gateway, writer: (context) => pools[context as ContextName], metrics: metrics.log, logger, fail,
  });
  const blobs = openBlobs(config);
  const readiness = new Readiness(() => pools.gateway.query('select 1'));
  const hosts: Partial<Record<ContextName, ContextPort>> = {};
  const histories: Partial<Record<ContextName, HistoryPort>> = {};
  const infrastructure = (context: ContextName) => ({
    context, pool: pools[context], transport, histories, blobs, logger: logger.child({ context }), consumerMetrics: metrics.consumer,
    relayMetrics: metrics.relay, takeOver: database.alone,
    datasetRoots: config.DATASET_ROOTS.map((root) => resolve(root)), trainingRoots: config.TRAINING_ROOTS.map((root) => resolve(root)),
  });
  const ports: PlanePorts = {
    pool: pools.gateway, transport, contexts: hosts, histories, blobs, readiness, logger: logger.child({ context: 'gateway' }), metrics: registry, consumerMetrics: metrics.consumer,
    tokens: config.OIDC_ISSUER ? oidcVerifier({ issuer: config.OIDC_ISSUER, audience: config.OIDC_AUDIENCE }) : await builtInIssuer(database.secret),
    directory: personaDirectory, secret: await database.secret('consistency-key'),
  };
  const root: DynamicModule = {
    module: PlaneModule,
    imports: [CqrsModule.forRoot(), ...contexts.map((c) => contextModule(c, infrastructure(c.name))), gateway.module(ports)],
  };
  const app = await createApp(root);
  const sayFarewell = farewell(serverOf(app));
  const started: ContextHost[] = [];
  const begin = async (): Promise<void> => {
    await app.init();
    const all = contexts.map(({ name }) => app.get<ContextHost>(hostToken(name), { strict: false }));
    for (const host of all) {
      hosts[host.context] = host;
      histories[host.context] = host.history;
    }
    for (const host of all) await host.declareTopics();
    for (const host of all) {
      started.push(host);
      await host.start();
    }
    await gateway.start(app);
    readiness.started();
    await listen(app, config);
  };
  const stop = async (): Promise<void> => {
    readiness.stop();
    sayFarewell();
    await drain(serverOf(app));
    await app.close();
    for (const host of started) await host.stop();
    await transport.close();
    await Promise.all(Object.values(pools).map(endPool));
  };
  try {
    await begin();
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: await addressOf(app), app, stop: async () => { await stop(); await database.stop(); } };
};
