import type { DynamicModule, INestApplication } from '@nestjs/common';
import type { Pool } from 'pg';
import type { BlobStore } from '@throughline/blob-store';
import type { CommandPort } from '@throughline/commands';
import type { Directory, TokenVerifier } from '@throughline/identity';
import type { ContextName } from '@throughline/kernel';
import type { Logger, Registry } from '@throughline/observability';
import type { ConsumerMetrics, Histories } from '@throughline/projections';
import type { LogTransport } from '@throughline/transport';
import type { LivePoint } from '@throughline/workers';

/** What the plane gives its gateway. */
export interface PlanePorts {
  readonly pool: Pool;
  readonly transport: LogTransport;
  readonly histories: Histories;
  readonly commands: CommandPort;
  readonly live: { points(context: ContextName, workspace: string, kind: string, id: string, after: number): Promise<readonly LivePoint[]> };
  readonly blobs: BlobStore;
  readonly tokens: TokenVerifier;
  readonly directory: Directory;
  readonly secret: string;
  readonly logger: Logger;
  readonly metrics: Registry;
  readonly consumerMetrics: ConsumerMetrics;
}

/** How the plane runs a gateway that it does not know. */
export interface PlaneGateway {
  /** Makes its tables, as the schema's owner. */
  prepare(ownerUrl: string, appRole: string): Promise<void>;
  module(ports: PlanePorts): DynamicModule;
  /** Begins to read events, once topics are declared. */
  start(app: INestApplication): Promise<void>;
}
