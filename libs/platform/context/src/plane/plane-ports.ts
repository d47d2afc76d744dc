import type { DynamicModule, INestApplication } from '@nestjs/common';
import type { Pool } from 'pg';
import type { BlobStore } from '@throughline/blob-store';
import type { Directory, ServiceVerifier, TokenVerifier } from '@throughline/identity';
import type { Logger, Registry } from '@throughline/observability';
import type { ConsumerGroup, ConsumerMetrics, Histories } from '@throughline/projections';
import type { LogTransport } from '@throughline/transport';
import type { Contexts } from '../context-port.ts';
import type { Readiness } from '../process/readiness.ts';

/** What the plane gives its gateway. */
export interface PlanePorts {
  /** Application role of the schema `gateway`. */
  readonly pool: Pool;
  readonly transport: LogTransport;
  /** Of every context. */
  readonly histories: Histories;
  /** Where commands go, and who has live points. */
  readonly contexts: Contexts;
  readonly readiness: Readiness;
  readonly blobs: BlobStore;
  readonly tokens: TokenVerifier & ServiceVerifier;
  readonly directory: Directory;
  /** Signs consistency tokens; kept by the installation, so that they outlive a restart. */
  readonly secret: string;
  readonly logger: Logger;
  readonly metrics: Registry;
  readonly consumerMetrics: ConsumerMetrics;
}

/** How the plane runs a gateway that it does not know. */
export interface PlaneGateway {
  /** Makes its tables, as the schema's owner. */
  prepare(ownerUrl: string, appRole: string): Promise<void>;
  /** What it needs of that and has not yet, as the application role sees it. */
  pending(pool: Pool, appRole: string): Promise<readonly string[]>;
  module(ports: PlanePorts): DynamicModule;
  /** Topics that it reads. */
  readonly topics: readonly string[];
  /** What reads them. */
  consumers(app: INestApplication): ConsumerGroup;
  /** Begins to read events; the topics must be there. */
  start(app: INestApplication): Promise<void>;
}
