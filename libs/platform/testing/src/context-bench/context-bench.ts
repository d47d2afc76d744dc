import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import pg from 'pg';
import { openBlobStore, type BlobStore } from '@throughline/blob-store';
import { CommandFault, type CommandOutcome } from '@throughline/commands';
import {
  contextModule, hostToken, migrate, provision, type ContextDefinition, type ContextHost, type ContextInfrastructure, type ProvisionedDatabase,
} from '@throughline/context';
import { CONTEXTS, schemaOf, topicOf, type ContextName, type EventContract, type PrincipalKind, type Role } from '@throughline/kernel';
import { PostgresLog } from '@throughline/transport';
import { createTestDatabase } from '../test-database.ts';
import { ForeignOwner, type Said } from './foreign-owner.ts';

export interface ContextBenchOptions {
  readonly definition: ContextDefinition;
  /** Public events of the other contexts that this one consumes: they are played. */
  readonly foreign: readonly EventContract[];
  readonly datasetRoots?: readonly string[];
  readonly trainingRoots?: readonly string[];
}

export interface Sender {
  readonly as: string;
  readonly role: Role;
  readonly kind?: PrincipalKind;
  readonly key?: string;
  readonly workspace?: string;
  readonly version?: number | null;
}

export interface PublishedEvent {
  readonly type: string;
  readonly data: Record<string, unknown>;
  readonly actor: string;
  readonly onBehalfOf: string | null;
}

/** Roles are the server's, not the database's: suites side by side must not alter one at once. */
const provisionAlone = async (adminUrl: string): Promise<ProvisionedDatabase> => {
  const server = new pg.Client(process.env['TEST_DATABASE_URL']);
  await server.connect();
  try {
    await server.query('select pg_advisory_lock(738201)');
    return await provision({ adminUrl, passwordOf: (role) => Promise.resolve(`test-${role}`) });
  } finally {
    await server.end();
  }
};

const openPools = (schemas: ProvisionedDatabase): Record<ContextName, pg.Pool> =>
  Object.fromEntries(Object.entries(schemas).map(([name, { appUrl }]) => {
    const pool = new pg.Pool({ connectionString: appUrl, max: 8 });
    pool.on('error', () => undefined);
    return [name, pool];
  })) as unknown as Record<ContextName, pg.Pool>;

/** One context with its roles, migrations, relay, policies, read models and workers on a real server; the other contexts are played. */
export class ContextBench {
  readonly context: ContextName;
  /** Pool of the context's application role. */
  readonly pool: pg.Pool;
  readonly blobs: BlobStore;
  /** A folder of this bench's own, removed with it. */
  readonly folder: string;
  readonly logged: { readonly level: string; readonly fields: Record<string, unknown>; readonly message: string }[] = [];
  private readonly options: ContextBenchOptions;
  private readonly pools: Readonly<Record<ContextName, pg.Pool>>;
  private readonly transport: PostgresLog;
  private readonly owners: Readonly<Record<ContextName, ForeignOwner>>;
  private readonly seen: Record<string, number> = {};
  private readonly drop: () => Promise<void>;
  private host!: ContextHost;
  private app!: INestApplicationContext;

  private constructor(options: ContextBenchOptions, pools: Readonly<Record<ContextName, pg.Pool>>, folder: string, drop: () => Promise<void>) {
    this.options = options;
    this.context = options.definition.name;
    this.pools = pools;
    this.pool = pools[this.context];
    this.folder = folder;
    this.drop = drop;
    this.blobs = openBlobStore(pathToFileURL(join(folder, 'blobs')).toString());
    this.transport = new PostgresLog({ reader: this.pool, writer: (context) => pools[context as ContextName], redeliver: 0.3, report: () => undefined });
    this.owners = Object.fromEntries(CONTEXTS.map((context) => [context, new ForeignOwner(context, this.transport)])) as Record<ContextName, ForeignOwner>;
  }

  static async open(options: ContextBenchOptions): Promise<ContextBench> {
    const { url, drop } = await createTestDatabase();
    const schemas = await provisionAlone(url);
    const { name, migrations } = options.definition;
    await migrate(schemas[name].ownerUrl, schemaOf(name), migrations);
    const bench = new ContextBench(options, openPools(schemas), await mkdtemp(join(tmpdir(), 'throughline-bench-')), drop);
    await bench.start();
    return bench;
  }

  private async start(): Promise<void> {
    const { definition, foreign, datasetRoots = [], trainingRoots = [] } = this.options;
    const log = (level: string) => (fields: Record<string, unknown>, message: string): void => { this.logged.push({ level, fields, message }); };
    const histories = { ...this.owners } as Record<string, unknown>;
    const infrastructure = {
      context: this.context, pool: this.pool, transport: this.transport, histories, blobs: this.blobs,
      logger: { info: log('info'), warn: log('warn'), error: log('error'), debug: () => undefined },
      consumerMetrics: { count: () => undefined }, relayMetrics: {}, takeOver: true, datasetRoots, trainingRoots,
    } as unknown as ContextInfrastructure;
    this.app = await NestFactory.createApplicationContext(
      { module: class Bench {}, imports: [CqrsModule.forRoot(), contextModule(definition, infrastructure)] }, { logger: false });
    this.host = this.app.get<ContextHost>(hostToken(this.context), { strict: false });
    histories[this.context] = this.host.history;
    const topics = new Set(foreign.filter((e) => e.context !== this.context).map(topicOf));
    await this.transport.ensureTopics([...topics]);
    await this.host.declareTopics();
    await this.host.start();
  }

  /** Another context says something; later commands wait until this one has it. */
  async say<Data>(stream: string, contract: EventContract<Data>, data: Data, said?: Said): Promise<void> {
    this.seen[stream] = await this.owners[contract.context].say(stream, contract, data, said);
  }

  /** Sends a command as somebody with a role, who has seen all that was said so far. */
  async command(name: string, body: unknown, { as, role, kind = 'human', key = randomUUID(), workspace = 'default', version = null }: Sender): Promise<CommandOutcome | { readonly status: 'fault'; readonly code: string }> {
    try {
      return await this.host.endpoint.dispatch({
        context: this.context, name, body, idempotencyKey: key, expectedVersion: version, seen: { ...this.seen }, correlationId: randomUUID(),
        principal: { kind, id: as, roles: [role], workspace },
      });
    } catch (error) {
      if (error instanceof CommandFault) return { status: 'fault', code: error.code };
      throw error;
    }
  }

  /** Waits until the context has read all that was said, and its own policies what it said itself. */
  async settled(): Promise<void> {
    expect(await this.host.consumers.waitFor(this.seen, 20_000)).toBe('ok');
    for (let before = ''; ;) {
      const { rows } = await this.pool.query(
        `select stream_id as stream, published_version as version from ${schemaOf(this.context)}.streams where published_version > 0 order by 1`);
      const now = JSON.stringify(rows);
      if (now === before) return;
      before = now;
      expect(await this.host.consumers.waitFor(Object.fromEntries(rows.map((r) => [r.stream, Number(r.version)])), 20_000)).toBe('ok');
    }
  }

  /** What the context published on a stream, in order. */
  async published(stream: string): Promise<readonly PublishedEvent[]> {
    const { rows } = await this.pool.query(
      `select published->>'type' as type, published->'data' as data, metadata->>'actor' as actor, metadata->>'onBehalfOf' as "onBehalfOf"
       from ${schemaOf(this.context)}.events where stream_id = $1 and published is not null order by version`, [stream]);
    return rows;
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.host.stop();
    await this.transport.close();
    await Promise.all(Object.values(this.pools).map((pool) => pool.end()));
    await this.drop();
    await rm(this.folder, { recursive: true, force: true });
  }
}
