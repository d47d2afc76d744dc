import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import pg from 'pg';
import { CommandFault, type CommandOutcome } from '@throughline/commands';
import { contextModule, hostToken, migrate, provision, type ContextHost, type ContextInfrastructure, type ProvisionedDatabase } from '@throughline/context';
import { dataQualityEvents } from '@throughline/data-quality-contracts';
import { topicOf, type ContextName, type EventContract, type Role } from '@throughline/kernel';
import { monitoringEvents } from '@throughline/monitoring-contracts';
import { requirementsEvents } from '@throughline/requirements-contracts';
import { createTestDatabase } from '@throughline/testing';
import { trainingEvents } from '@throughline/training-contracts';
import { PostgresLog } from '@throughline/transport';
import { registryContext } from '../src/index.ts';
import { ForeignOwner, type Said } from './foreign-owner.ts';

const FOREIGN = { requirements: requirementsEvents, 'data-quality': dataQualityEvents, training: trainingEvents, monitoring: monitoringEvents } as const;

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

/** Registry with its roles, migrations, relay, policies and read models on a real server; the other contexts are played. */
export class RegistryBench {
  readonly owners: Readonly<Record<keyof typeof FOREIGN, ForeignOwner>>;
  readonly pool: pg.Pool;
  readonly logged: { readonly level: string; readonly fields: Record<string, unknown>; readonly message: string }[] = [];
  private readonly pools: pg.Pool[] = [];
  private readonly seen: Record<string, number> = {};
  private host!: ContextHost;
  private app!: INestApplicationContext;

  private constructor(private readonly transport: PostgresLog, pools: Readonly<Record<ContextName, pg.Pool>>, private readonly drop: () => Promise<void>) {
    this.pools = Object.values(pools);
    this.pool = pools.registry;
    const owner = (context: keyof typeof FOREIGN): ForeignOwner => new ForeignOwner(context, transport);
    this.owners = { requirements: owner('requirements'), 'data-quality': owner('data-quality'), training: owner('training'), monitoring: owner('monitoring') };
  }

  static async open(): Promise<RegistryBench> {
    const { url, drop } = await createTestDatabase();
    const schemas = await provisionAlone(url);
    await migrate(schemas.registry.ownerUrl, 'registry', registryContext.migrations);
    const pools = Object.fromEntries(Object.entries(schemas).map(([name, { appUrl }]) => {
      const pool = new pg.Pool({ connectionString: appUrl, max: 6 });
      pool.on('error', () => undefined);
      return [name, pool];
    })) as unknown as Record<ContextName, pg.Pool>;
    const transport = new PostgresLog({ reader: pools.registry, writer: (context) => pools[context as ContextName], redeliver: 0.3, report: () => undefined });
    const bench = new RegistryBench(transport, pools, drop);
    await bench.start();
    return bench;
  }

  private async start(): Promise<void> {
    const log = (level: string) => (fields: Record<string, unknown>, message: string): void => { this.logged.push({ level, fields, message }); };
    const histories = { ...this.owners } as Record<string, unknown>;
    const infrastructure = {
      context: 'registry', pool: this.pool, transport: this.transport, histories, blobs: null,
      logger: { info: log('info'), warn: log('warn'), error: log('error'), debug: () => undefined },
      consumerMetrics: { count: () => undefined }, relayMetrics: { sent: () => undefined, fenceStall: () => undefined },
      takeOver: true, datasetRoots: [], trainingRoots: [],
    } as unknown as ContextInfrastructure;
    this.app = await NestFactory.createApplicationContext({ module: class Bench {}, imports: [CqrsModule.forRoot(), contextModule(registryContext, infrastructure)] }, { logger: false });
    this.host = this.app.get<ContextHost>(hostToken('registry'), { strict: false });
    histories['registry'] = this.host.history;
    await this.transport.ensureTopics(Object.values(FOREIGN).flatMap((events) => [...new Set((events as readonly EventContract[]).map(topicOf))]));
    await this.host.declareTopics();
    await this.host.start();
  }

  /** Another context says something; later commands wait until registry has it. */
  async say<Data>(stream: string, contract: EventContract<Data>, data: Data, said?: Said): Promise<void> {
    this.seen[stream] = await this.owners[contract.context as keyof typeof FOREIGN].say(stream, contract, data, said);
  }

  /** Sends a command as somebody with a role, who has seen all that was said so far and what registry made of it. */
  async command(name: string, body: unknown, { as, role, key = randomUUID(), workspace = 'default', version }: {
    readonly as: string; readonly role: Role; readonly key?: string; readonly workspace?: string; readonly version?: number | null;
  }): Promise<CommandOutcome | { readonly status: 'fault'; readonly code: string }> {
    try {
      const outcome = await this.host.endpoint.dispatch({
        context: 'registry', name, body, idempotencyKey: key, expectedVersion: version ?? null, seen: { ...this.seen }, correlationId: randomUUID(),
        principal: { kind: 'human', id: as, roles: [role], workspace },
      });
      return outcome;
    } catch (error) {
      if (error instanceof CommandFault) return { status: 'fault', code: error.code };
      throw error;
    }
  }

  /** Waits until registry has read all that was said, and its own policies what it said itself. */
  async settled(): Promise<void> {
    expect(await this.host.consumers.waitFor(this.seen, 20_000)).toBe('ok');
    const { rows } = await this.pool.query('select stream_id as stream, published_version as version from registry.streams where published_version > 0');
    expect(await this.host.consumers.waitFor(Object.fromEntries(rows.map((r) => [r.stream, Number(r.version)])), 20_000)).toBe('ok');
  }

  /** What registry published, in order: type, data and who. */
  async published(stream: string): Promise<readonly { readonly type: string; readonly data: Record<string, unknown>; readonly actor: string; readonly onBehalfOf: string | null }[]> {
    const { rows } = await this.pool.query(
      `select published->>'type' as type, published->'data' as data, metadata->>'actor' as actor, metadata->>'onBehalfOf' as "onBehalfOf"
       from registry.events where stream_id = $1 and published is not null order by version`, [stream]);
    return rows;
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.host.stop();
    await this.transport.close();
    await Promise.all(this.pools.map((pool) => pool.end()));
    await this.drop();
  }
}
