import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { NestFactory } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { openBlobStore } from '@throughline/blob-store';
import { contextModule, hostToken, type ContextHost } from '@throughline/context';
import { createLogger } from '@throughline/observability';
import { requirementsContext } from '@throughline/requirements-service';
import { proposeInitiative } from '@throughline/requirements-contracts';
import { PostgresLog } from '@throughline/transport';
import type { Pool } from 'pg';

export interface CommandPath {
  /** Proposes a new initiative: endpoint, bus, command log, decider, append, outcome. */
  propose(): Promise<void>;
  close(): Promise<void>;
}

/** The requirements context as the plane wires it, without its relay and consumers: only what a command passes through. */
export const openCommandPath = async (pool: Pool, dataDir: string): Promise<CommandPath> => {
  const logger = createLogger({ name: 'bench', level: 'error' });
  const transport = new PostgresLog({ reader: pool, writer: () => pool, report: (error, where) => logger.error({ err: error }, where) });
  const app = await NestFactory.createApplicationContext({
    module: class BenchModule {},
    imports: [CqrsModule.forRoot(), contextModule(requirementsContext, {
      context: 'requirements', pool, transport, histories: {}, blobs: openBlobStore(pathToFileURL(join(dataDir, 'blobs')).href), logger,
      consumerMetrics: { count: () => undefined }, relayMetrics: {}, takeOver: true, datasetRoots: [], trainingRoots: [],
    })],
  }, { logger: false });
  const { endpoint } = app.get<ContextHost>(hostToken('requirements'), { strict: false });
  return {
    propose: async () => {
      const outcome = await endpoint.dispatch({
        context: 'requirements', name: proposeInitiative.name, body: proposeInitiative.example, idempotencyKey: randomUUID(), correlationId: randomUUID(),
        principal: { kind: 'human', id: 'ann', roles: ['product-owner'], workspace: 'default' },
      });
      if (outcome.status !== 'accepted') throw new Error(`the command was ${outcome.status}: ${JSON.stringify(outcome)}`);
    },
    close: async () => {
      await transport.close();
      await app.close();
    },
  };
};
