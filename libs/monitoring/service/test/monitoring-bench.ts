import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import pg from 'pg';
import { FolderBlobStore } from '@throughline/blob-store';
import type { CommandOutcome } from '@throughline/commands';
import { contextModule, hostToken, migrate, provision, type ContextHost, type ContextInfrastructure, type ProvisionedDatabase } from '@throughline/context';
import { dataQualityEvents } from '@throughline/data-quality-contracts';
import { topicOf, type ContextName, type EventContract, type Role } from '@throughline/kernel';
import { registryEvents } from '@throughline/registry-contracts';
import { requirementsEvents } from '@throughline/requirements-contracts';
import { createTestDatabase } from '@throughline/testing';
import { trainingEvents } from '@throughline/training-contracts';
import { PostgresLog } from '@throughline/transport';
import { monitoringContext } from '../src/index.ts';
import { ForeignOwner, type Said } from './foreign-owner.ts';
import { TestFiles } from './made-up-flights.ts';

const FOREIGN = { requirements: requirementsEvents, 'data-quality': dataQualityEvents, training: trainingEvents, registry: registryEvents } as const;

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

export interface PublishedEvent {
  readonly type: string;
  readonly data: Record<string, unknown>;
  readonly actor: string;
  readonly onBehalfOf: string | null;
}

/** Monitoring with its roles, migrations, relay, policies, read models and workers on a real server; the other contexts are played. */
export class MonitoringBench {
  readonly owners: Readonly<Record<keyof typeof FOREIGN, ForeignOwner>>;
  readonly pool: pg.Pool;
  readonly blobs: FolderBlobStore;
  readonly logged: { readonly level: string; readonly fields: Record<string, unknown>; readonly message: string }[] = [];
  private readonly seen: Record<string, number> = {};
  private host!: ContextHost;
  private app!: INestApplicationContext;

  private constructor(
    readonly files: TestFiles, private readonly transport: PostgresLog, private readonly pools: Readonly<Record<string, pg.Pool>>, private readonly drop: () => Promise<void>,
  ) {
    this.pool = pools['monitoring']!;
    this.blobs = new FolderBlobStore(join(files.folder, 'blobs'));
    const owner = (context: keyof typeof FOREIGN): ForeignOwner => new ForeignOwner(context, transport);
    this.owners = { requirements: owner('requirements'), 'data-quality': owner('data-quality'), training: owner('training'), registry: owner('registry') };
  }

  static async open(): Promise<MonitoringBench> {
    const { url, drop } = await createTestDatabase();
    const schemas = await provisionAlone(url);
    await migrate(schemas.monitoring.ownerUrl, 'monitoring', monitoringContext.migrations);
    const pools = Object.fromEntries(Object.entries(schemas).map(([name, { appUrl }]) => {
      const pool = new pg.Pool({ connectionString: appUrl, max: 6 });
      pool.on('error', () => undefined);
      return [name, pool];
    })) as Record<ContextName, pg.Pool>;
    const transport = new PostgresLog({ reader: pools.monitoring, writer: (context) => pools[context as ContextName], redeliver: 0.3, report: () => undefined });
    const bench = new MonitoringBench(await TestFiles.create(), transport, pools, drop);
    await bench.start();
    return bench;
  }

  private async start(): Promise<void> {
    const log = (level: string) => (fields: Record<string, unknown>, message: string): void => { this.logged.push({ level, fields, message }); };
    const histories = { ...this.owners } as Record<string, unknown>;
    const infrastructure = {
      context: 'monitoring', pool: this.pool, transport: this.transport, histories, blobs: this.blobs,
      logger: { info: log('info'), warn: log('warn'), error: log('error'), debug: () => undefined },
      consumerMetrics: { count: () => undefined }, relayMetrics: { sent: () => undefined, fenceStall: () => undefined },
      takeOver: true, datasetRoots: [this.files.folder], trainingRoots: [],
    } as unknown as ContextInfrastructure;
    this.app = await NestFactory.createApplicationContext({ module: class Bench {}, imports: [CqrsModule.forRoot(), contextModule(monitoringContext, infrastructure)] }, { logger: false });
    this.host = this.app.get<ContextHost>(hostToken('monitoring'), { strict: false });
    histories['monitoring'] = this.host.history;
    await this.transport.ensureTopics(Object.values(FOREIGN).flatMap((events) => [...new Set((events as readonly EventContract[]).map(topicOf))]));
    await this.host.declareTopics();
    await this.host.start();
  }

  /** Another context says something; later commands wait until monitoring has it. */
  async say<Data>(stream: string, contract: EventContract<Data>, data: Data, said?: Said): Promise<void> {
    this.seen[stream] = await this.owners[contract.context as keyof typeof FOREIGN].say(stream, contract, data, said);
  }

  command(name: string, body: unknown, role: Role, key: string = randomUUID()): Promise<CommandOutcome> {
    return this.host.endpoint.dispatch({
      context: 'monitoring', name, body, idempotencyKey: key, expectedVersion: null, seen: { ...this.seen }, correlationId: randomUUID(),
      principal: role === 'sre' ? { kind: 'service', id: 'feed', roles: [role], workspace: 'default' } : { kind: 'human', id: 'eve', roles: [role], workspace: 'default' },
    });
  }

  /** What monitoring published on a stream, in order. */
  async published(stream: string): Promise<readonly PublishedEvent[]> {
    const { rows } = await this.pool.query(
      `select published->>'type' as type, published->'data' as data, metadata->>'actor' as actor, metadata->>'onBehalfOf' as "onBehalfOf"
       from monitoring.events where stream_id = $1 and published is not null order by version`, [stream]);
    return rows;
  }

  /** Every stream of a type. */
  async streams(type: string): Promise<readonly string[]> {
    const { rows } = await this.pool.query('select stream_id from monitoring.streams where stream_type = $1 order by stream_id', [type]);
    return rows.map((row) => row.stream_id as string);
  }

  /** Waits until a condition holds. */
  async until<T>(what: string, find: () => Promise<T | undefined | false>): Promise<T> {
    for (const deadline = Date.now() + 30_000; ;) {
      const found = await find();
      if (found) return found;
      if (Date.now() > deadline) throw new Error(`${what} did not happen in 30 s; logged: ${JSON.stringify(this.logged.filter((l) => l.level !== 'info').slice(-5), (_, v) => (v instanceof Error ? v.stack : v))}`);
      await new Promise((next) => setTimeout(next, 25));
    }
  }

  /** Waits until everything said has been read, here also what monitoring itself said. */
  async settled(): Promise<void> {
    expect(await this.host.consumers.waitFor(this.seen, 20_000)).toBe('ok');
    const { rows } = await this.pool.query('select stream_id as stream, published_version as version from monitoring.streams where published_version > 0');
    expect(await this.host.consumers.waitFor(Object.fromEntries(rows.map((r) => [r.stream, Number(r.version)])), 20_000)).toBe('ok');
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.host.stop();
    await this.transport.close();
    await Promise.all(Object.values(this.pools).map((pool) => pool.end()));
    await this.drop();
    await this.files.remove();
  }
}
