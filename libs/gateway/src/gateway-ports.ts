import type { BlobStore } from '@throughline/blob-store';
import type { CommandPort } from '@throughline/commands';
import type { ContextName } from '@throughline/kernel';
import type { Directory, TokenVerifier } from '@throughline/identity';
import type { Logger, Registry } from '@throughline/observability';
import type { ConsumerMetrics, Histories } from '@throughline/projections';
import type { LogTransport } from '@throughline/transport';
import type { LivePoint } from '@throughline/workers';
import type { Pool } from 'pg';

/** Progress and metric points, kept by the service that owns the work. */
export interface LivePort {
  /** Points of a series beyond a number, ascending. Rejects when the owner does not answer. */
  points(context: ContextName, workspace: string, kind: string, id: string, after: number): Promise<readonly LivePoint[]>;
}

/** What the gateway needs of the process that it runs in. */
export interface GatewayPorts {
  /** Application role of the schema `gateway`. */
  readonly pool: Pool;
  readonly transport: LogTransport;
  /** Of every context. */
  readonly histories: Histories;
  readonly commands: CommandPort;
  readonly live: LivePort;
  readonly blobs: BlobStore;
  readonly tokens: TokenVerifier;
  readonly directory: Directory;
  /** Signs consistency tokens; kept by the installation, so that they outlive a restart. */
  readonly secret: string;
  readonly logger: Logger;
  readonly metrics: Registry;
  readonly consumerMetrics?: ConsumerMetrics | undefined;
}
