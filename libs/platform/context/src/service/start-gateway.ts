import { Module } from '@nestjs/common';
import { readOrCreateSecret } from '@throughline/embedded-postgres';
import { personaDirectory } from '@throughline/identity';
import { CONTEXTS } from '@throughline/kernel';
import type { Histories } from '@throughline/projections';
import { withDeadLetters } from '@throughline/transport';
import type { Contexts } from '../context-port.ts';
import type { PlaneGateway } from '../plane/plane-ports.ts';
import { farewell } from '../process/drain.ts';
import { createApp, serverOf } from '../process/listen.ts';
import { openProcess } from '../process/open-process.ts';
import { prepareTables } from '../process/prepare-tables.ts';
import type { Fail } from '../process/run-process.ts';
import { serve, type Service } from '../process/serve.ts';
import { startConsumers } from '../process/start-consumers.ts';
import { stopServing } from '../process/stop-serving.ts';
import { RemoteContext } from '../remote/remote-context.ts';
import { appRoleOf } from '../roles.ts';
import type { GatewayConfig } from './gateway-config.ts';

@Module({})
class GatewayProcessModule {}

/** Starts the gateway as a process of its own. It listens at once, and is ready when database, topics and consumers are. */
export const startGateway = async (gateway: PlaneGateway, config: GatewayConfig, fail: Fail): Promise<Service> => {
  const parts = await openProcess(config, 'gateway', fail);
  const { logger, identity, pool, transport, blobs, metrics, registry, readiness, bringUp } = parts;
  const contexts = Object.fromEntries(CONTEXTS.map((name) => [name, new RemoteContext(name, config.contexts[name], identity.serviceToken)])) as Contexts;
  const app = await createApp({
    module: GatewayProcessModule,
    imports: [gateway.module({
      pool, transport, contexts, blobs, readiness, logger, metrics: registry, consumerMetrics: metrics.consumer, tokens: identity, directory: personaDirectory,
      histories: Object.fromEntries(Object.entries(contexts).map(([name, { history }]) => [name, history])) as Histories,
      secret: config.CONSISTENCY_SECRET ?? await readOrCreateSecret(config.DATA_DIR, 'consistency-key'),
    })],
  });
  const sayFarewell = farewell(serverOf(app));
  await app.init();
  const stop = async (): Promise<void> => {
    await stopServing(app, { ...parts, sayFarewell });
    await parts.close();
  };
  return serve(app, config, stop, () => bringUp.start([
    prepareTables({
      ownerUrl: config.MIGRATION_DATABASE_URL, readiness, logger,
      migrate: (ownerUrl) => gateway.prepare(ownerUrl, appRoleOf('gateway')), pending: () => gateway.pending(pool, appRoleOf('gateway')),
    }),
    { name: 'the topics', run: () => transport.ensureTopics(withDeadLetters(gateway.topics)) },
    ...startConsumers(gateway.consumers(app), () => gateway.start(app)),
  ]));
};
