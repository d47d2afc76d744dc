import type { Server } from 'node:http';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Module, type DynamicModule, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { Pool } from 'pg';
import { openBlobStore } from '@throughline/blob-store';
import { ConfigError } from '@throughline/config';
import { type CommandEnvelope, CommandFault } from '@throughline/commands';
import { builtInIssuer, oidcVerifier, personaDirectory } from '@throughline/identity';
import type { ContextName } from '@throughline/kernel';
import { createLogger, createMetrics, type Logger } from '@throughline/observability';
import type { Histories } from '@throughline/projections';
import { PostgresLog } from '@throughline/transport';
import { migrateContext } from '../backbone-upgrades.ts';
import type { ContextDefinition } from '../context-definition.ts';
import type { ContextHost } from '../context-host.ts';
import { contextModule, hostToken } from '../context-module.ts';
import type { ProvisionedDatabase } from '../provision.ts';
import { appRoleOf, type SchemaOwner } from '../roles.ts';
import { drain } from './drain.ts';
import type { PlaneConfig } from './plane-config.ts';
import { openPlaneDatabase, type PlaneDatabase } from './plane-database.ts';
import { planeMetrics } from './plane-metrics.ts';
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
}

@Module({})
class PlaneModule {}

const POOL_SIZE = 10;

const openPools = (schemas: ProvisionedDatabase, logger: Logger): Readonly<Record<SchemaOwner, Pool>> => Object.fromEntries(
  Object.entries(schemas).map(([owner, { appUrl }]) => {
    const pool = new Pool({ connectionString: appUrl, max: POOL_SIZE, application_name: `throughline-${owner}` });
    // An idle connection that dies is replaced by the pool at the next use.
    pool.on('error', (error) => logger.warn({ err: error, owner }, 'an idle database connection was lost'));
    return [owner, pool];
  })) as Readonly<Record<SchemaOwner, Pool>>;

const listen = async (app: INestApplication, { HOST, PORT }: PlaneConfig): Promise<void> => {
  await app.listen(PORT, HOST).catch((cause: NodeJS.ErrnoException) => {
    if (cause.syscall !== 'listen' && cause.syscall !== 'getaddrinfo') throw cause;
    throw new ConfigError([cause.code === 'EADDRINUSE' ? `PORT ${PORT} is in use on ${HOST}: stop what listens there, or take another one`
      : `HOST ${HOST} with PORT ${PORT} cannot be listened on: ${cause.message}`]);
  });
};

/** Starts all contexts and the gateway in this process, on one database. */
export const startPlane = async ({ config, contexts, gateway }: PlaneOptions): Promise<Plane> => {
  const logger = createLogger({ name: 'throughline', level: config.LOG_LEVEL });
  const database = await openPlaneDatabase(config, logger);
  try {
    for (const context of contexts) {
      const applied = await migrateContext(database.schemas[context.name].ownerUrl, context);
      if (applied.length) logger.info({ context: context.name, applied }, 'migrations applied');
    }
    await gateway.prepare(database.schemas.gateway.ownerUrl, appRoleOf('gateway'));
    return await run({ config, contexts, gateway }, database, logger);
  } catch (error) {
    await database.stop();
    throw error;
  }
};

const run = async ({ config, contexts, gateway }: PlaneOptions, database: PlaneDatabase, logger: Logger): Promise<Plane> => {
  const pools = openPools(database.schemas, logger);
  const registry = createMetrics({ processMetrics: true });
  const metrics = planeMetrics(registry);
  const transport = new PostgresLog({
    reader: pools.gateway, writer: (context) => pools[context as ContextName], metrics: metrics.log,
    report: (error, where) => logger.warn({ err: error }, where),
  });
  const blobs = openBlobStore(config.BLOB_STORE_URL ?? pathToFileURL(resolve(config.DATA_DIR, 'blobs')).toString());
  const histories: { -readonly [C in keyof Histories]: Histories[C] } = {};
  const hosts = new Map<string, ContextHost>();
  const hostOf = (context: ContextName): ContextHost => {
    const host = hosts.get(context);
    if (!host) throw new CommandFault('UPSTREAM_UNAVAILABLE', `context ${context} does not run here`);
    return host;
  };
  const infrastructure = (context: ContextName) => ({
    context, pool: pools[context], transport, histories, blobs, logger: logger.child({ context }), consumerMetrics: metrics.consumer,
    relayMetrics: metrics.relay, takeOver: database.alone,
    datasetRoots: config.DATASET_ROOTS.map((root) => resolve(root)), trainingRoots: config.TRAINING_ROOTS.map((root) => resolve(root)),
  });
  const ports: PlanePorts = {
    pool: pools.gateway, transport, histories, blobs, logger: logger.child({ context: 'gateway' }), metrics: registry, consumerMetrics: metrics.consumer,
    commands: { dispatch: async (envelope: CommandEnvelope) => hostOf(envelope.context).endpoint.dispatch(envelope) },
    live: { points: async (context, workspace, kind, id, after) => hostOf(context).livePoints(workspace, kind, id, after) },
    tokens: config.OIDC_ISSUER ? oidcVerifier({ issuer: config.OIDC_ISSUER, audience: config.OIDC_AUDIENCE }) : await builtInIssuer(database.secret),
    directory: personaDirectory, secret: await database.secret('consistency-key'),
  };
  const root: DynamicModule = {
    module: PlaneModule,
    imports: [CqrsModule.forRoot(), ...contexts.map((c) => contextModule(c, infrastructure(c.name))), gateway.module(ports)],
  };
  const app = await NestFactory.create(root, { logger: false, bodyParser: false, abortOnError: false, forceCloseConnections: true });
  const started: ContextHost[] = [];
  const begin = async (): Promise<void> => {
    await app.init();
    for (const { name } of contexts) {
      const host = app.get<ContextHost>(hostToken(name), { strict: false });
      hosts.set(name, host);
      histories[name] = host.history;
    }
    for (const host of hosts.values()) await host.declareTopics();
    for (const host of hosts.values()) {
      started.push(host);
      await host.start();
    }
    await gateway.start(app);
    await listen(app, config);
  };
  const stop = async (): Promise<void> => {
    await drain(app.getHttpServer() as Server);
    await app.close();
    for (const host of started) await host.stop();
    await transport.close();
    // The server may hear of its own end before it has read our good-bye: that is no lost connection.
    for (const pool of Object.values(pools)) pool.removeAllListeners('error').on('error', () => undefined);
    await Promise.all(Object.values(pools).map((pool) => pool.end()));
  };
  try {
    await begin();
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: (await app.getUrl()).replace('[::1]', 'localhost'), app, stop: async () => { await stop(); await database.stop(); } };
};
