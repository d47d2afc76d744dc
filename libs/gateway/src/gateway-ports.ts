import type { BlobStore } from '@throughline/blob-store';
import type { Contexts, Readiness } from '@throughline/context';
import type { Directory, ServiceVerifier, TokenVerifier } from '@throughline/identity';
import type { Logger, Registry } from '@throughline/observability';
import type { ConsumerMetrics, Histories } from '@throughline/projections';
import type { LogTransport } from '@throughline/transport';
import type { Pool } from 'pg';

/** What the gateway needs of the process that it runs in. */
export interface GatewayPorts {
  /** Application role of the schema `gateway`. */
  readonly pool: Pool;
  readonly transport: LogTransport;
  /** Of every context. */
  readonly histories: Histories;
  /** Where commands go, and who has live points. */
  readonly contexts: Contexts;
  readonly readiness: Pick<Readiness, 'look' | 'startingSince'>;
  readonly blobs: BlobStore;
  readonly tokens: TokenVerifier & ServiceVerifier;
  readonly directory: Directory;
  /** Signs consistency tokens; kept by the installation, so that they outlive a restart. */
  readonly secret: string;
  readonly logger: Logger;
  readonly metrics: Registry;
  readonly consumerMetrics?: ConsumerMetrics | undefined;
}
