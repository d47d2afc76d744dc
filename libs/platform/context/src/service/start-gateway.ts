import { Module } from '@nestjs/common';
import { readOrCreateSecret } from '@throughline/embedded-postgres';
import { personaDirectory } from '@throughline/identity';
import { CONTEXTS } from '@throughline/kernel';
import type { Histories } from '@throughline/projections';
import type { Contexts } from '../context-port.ts';
import type { PlaneGateway } from '../plane/plane-ports.ts';
import { addressOf, createApp, listen } from '../process/listen.ts';
import { openProcess } from '../process/open-process.ts';
import { startConsumers } from '../process/start-consumers.ts';
import { stopServing } from '../process/stop-serving.ts';
import { RemoteContext } from '../remote/remote-context.ts';
import { appRoleOf } from '../roles.ts';
import type { GatewayConfig } from './gateway-config.ts';
import type { Service } from './start-service.ts';

@Module({})
class GatewayProcessModule {}

/** Starts the gateway as a process of its own. It listens at once, and is ready when database, topics and consumers are. */
export const startGateway = async (gateway: PlaneGateway, config: GatewayConfig): Promise<Service> => {
  const parts = await openProcess(config, 'gateway');
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
  await app.init();
  const stop = async (): Promise<void> => {
    await stopServing(app, parts);
    await parts.close();
  };
  try {
    await listen(app, config);
  } catch (error) {
    await stop();
    throw error;
  }
  bringUp.start([
    {
      name: 'the database',
      run: async () => {
        if (config.MIGRATION_DATABASE_URL) await gateway.prepare(config.MIGRATION_DATABASE_URL, appRoleOf('gateway'));
        await pool.query('select 1');
        readiness.tablesAreThere();
      },
    },
    { name: 'the topics', run: () => transport.ensureTopics(gateway.topics) },
    ...startConsumers(gateway.consumers(app), () => gateway.start(app)),
  ]);
  return { url: await addressOf(app), stop };
};
