import type { Pool } from 'pg';
import type { Logger } from 'pino';
import type { ContextName } from '@throughline/kernel';
import type { BlobStore } from '@throughline/blob-store';
import type { ConsumerMetrics, Histories } from '@throughline/projections';
import type { LogTransport, RelayMetrics } from '@throughline/transport';

/** What a context is given by the process that it runs in; it cannot tell which way it runs. */
export interface ContextInfrastructure {
  readonly context: ContextName;
  /** Application role's pool on the context's own schema. */
  readonly pool: Pool;
  readonly transport: LogTransport;
  /** Histories of the other owners and of this context. */
  readonly histories: Histories;
  readonly blobs: BlobStore;
  readonly logger: Logger;
  readonly consumerMetrics: ConsumerMetrics;
  readonly relayMetrics: RelayMetrics;
  /** This process holds the lock on the data folder: leases of a dead predecessor are taken over at once. */
  readonly takeOver: boolean;
  /** Folders that dataset files and training programs may be named in. */
  readonly datasetRoots: readonly string[];
  readonly trainingRoots: readonly string[];
}
