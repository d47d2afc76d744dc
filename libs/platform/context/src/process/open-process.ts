import type { Pool } from 'pg';
import type { BlobStore } from '@throughline/blob-store';
import { createLogger, createMetrics, type Logger, type LogLevel, type Registry } from '@throughline/observability';
import type { LogTransport } from '@throughline/transport';
import type { SchemaOwner } from '../roles.ts';
import { BringUp } from './bring-up.ts';
import { openBlobs } from './open-blobs.ts';
import { openIdentity, type ProcessIdentity } from './open-identity.ts';
import { checkDatabases, endPool, openPool } from './open-pool.ts';
import { openTransport } from './open-transport.ts';
import type { Fail } from './run-process.ts';
import { processMetrics } from './process-metrics.ts';
import { Readiness } from './readiness.ts';

/** What {@link PROCESS_VARIABLES} parse to, with what is required. */
export interface ProcessConfig {
  readonly DATABASE_URL: string;
  readonly MIGRATION_DATABASE_URL: string | undefined;
  readonly DATABASE_CONNECTIONS: number;
  readonly KAFKA_BROKERS: readonly string[] | undefined;
  readonly HOST: string;
  readonly PORT: number;
  readonly DATA_DIR: string;
  readonly OIDC_ISSUER: string | undefined;
  readonly OIDC_AUDIENCE: string;
  readonly SERVICE_TOKEN_FILE: string | undefined;
  readonly BLOB_STORE_URL: string | undefined;
  readonly LOG_LEVEL: LogLevel;
}

/** What a service and the gateway stand on alike. */
export interface ProcessParts {
  readonly logger: Logger;
  readonly identity: ProcessIdentity;
  readonly pool: Pool;
  readonly registry: Registry;
  readonly metrics: ReturnType<typeof processMetrics>;
  readonly transport: LogTransport;
  readonly blobs: BlobStore;
  readonly readiness: Readiness;
  readonly bringUp: BringUp;
  close(): Promise<void>;
}

/** @throws ConfigError naming each database URL that cannot be used */
export const openProcess = async (config: ProcessConfig, owner: SchemaOwner, fail: Fail): Promise<ProcessParts> => {
  await checkDatabases({ DATABASE_URL: config.DATABASE_URL, MIGRATION_DATABASE_URL: config.MIGRATION_DATABASE_URL });
  const logger = createLogger({ name: `throughline-${owner}`, level: config.LOG_LEVEL });
  const identity = await openIdentity(config, owner);
  const blobs = openBlobs(config);
  const pool = openPool(config.DATABASE_URL, owner, logger, config.DATABASE_CONNECTIONS);
  const registry = createMetrics({ processMetrics: true });
  const metrics = processMetrics(registry);
  const transport = openTransport({ brokers: config.KAFKA_BROKERS, clientId: `throughline-${owner}`, reader: pool, writer: () => pool, metrics: metrics.log, logger, fail });
  const readiness = new Readiness(() => pool.query('select 1'));
  return {
    logger, identity, blobs, pool, registry, metrics, transport, readiness, bringUp: new BringUp(readiness, logger),
    close: async () => {
      await transport.close();
      await endPool(pool);
    },
  };
};
