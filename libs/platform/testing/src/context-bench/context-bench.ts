import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import pg from 'pg';
import { CommandFault, type CommandOutcome } from '@throughline/commands';
import { contextModule, hostToken, migrateContext, type ContextDefinition, type ContextHost, type ContextInfrastructure, type ProvisionedDatabase } from '@throughline/context';
import { CONTEXTS, schemaOf, topicOf, type ContextName, type EventContract, type PrincipalKind, type Role } from '@throughline/kernel';
import { PostgresLog } from '@throughline/transport';
import { eventually } from '../eventually.ts';
import { createTestDatabase, type TestDatabase } from '../test-database.ts';
import { BenchFiles } from './bench-files.ts';
import { ForeignOwner, publishedVersion, type Said } from './foreign-owner.ts';
import { provisionAlone } from './provision-alone.ts';

export interface ContextBenchOptions {
  readonly definition: ContextDefinition;
  /** Public events of the other contexts that this one consumes: they are played. */
  readonly foreign: readonly EventContract[];
  /** Who sends a command unless the command says otherwise. */
  readonly sender?: Sender;
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
  // Tests look into events of many shapes.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly data: any;
  readonly actor: string;
  readonly onBehalfOf: string | null;
}

export type Answer = CommandOutcome | { readonly status: 'fault'; readonly code: string };

/** What a bench stands on; made by `open`. */
export interface BenchParts {
  readonly options: ContextBenchOptions;
  readonly database: TestDatabase;
  /** Pools of the application roles. */
  readonly pools: Readonly<Record<ContextName, pg.Pool>>;
  readonly files: BenchFiles;
}

const openPools = (schemas: ProvisionedDatabase): Record<ContextName, pg.Pool> =>
  Object.fromEntries(Object.entries(schemas).map(([name, { appUrl }]) => {
    const pool = new pg.Pool({ connectionString: appUrl, max: 8 });
    pool.on('error', () => undefined);
    return [name, pool];
  })) as Record<ContextName, pg.Pool>;

/** One context with its roles, migrations, relay, policies, read models and workers on a real server; the other contexts are played. */
export class ContextBench {
  readonly context: ContextName;
  /** Pool of the context's application role. */
  readonly pool: pg.Pool;
  readonly files: BenchFiles;
  readonly logged: { readonly level: string; readonly fields: Record<string, unknown>; readonly message: string }[] = [];
  protected host!: ContextHost;
  readonly #parts: BenchParts;
  readonly #transport: PostgresLog;
  readonly #owners: Readonly<Record<ContextName, ForeignOwner>>;
  readonly #seen: Record<string, number> = {};
  #app!: INestApplicationContext;

  constructor(parts: BenchParts) {
    this.#parts = parts;
    this.context = parts.options.definition.name;
    this.pool = parts.pools[this.context];
    this.files = parts.files;
    this.#transport = new PostgresLog({ reader: this.pool, writer: (context) => parts.pools[context as ContextName], redeliver: 0.3, report: () => undefined });
    this.#owners = Object.fromEntries(CONTEXTS.map((context) => [context, new ForeignOwner(context, this.#transport)])) as Record<ContextName, ForeignOwner>;
  }

  /** Opens a bench of the class that it is called on. */
  static async open<Bench extends ContextBench>(this: new (parts: BenchParts) => Bench, options: ContextBenchOptions): Promise<Bench> {
    const database = await createTestDatabase();
    const schemas = await provisionAlone(database.url);
    await migrateContext(schemas[options.definition.name].ownerUrl, options.definition);
    const bench = new this({ options, database, pools: openPools(schemas), files: await BenchFiles.create() });
    await bench.#boot();
    return bench;
  }

  async #boot(): Promise<void> {
    const { definition, foreign } = this.#parts.options;
    const log = (level: string) => (fields: Record<string, unknown>, message: string): void => { this.logged.push({ level, fields, message }); };
    const histories = { ...this.#owners } as Record<string, unknown>;
    const infrastructure = {
      context: this.context, pool: this.pool, transport: this.#transport, histories, blobs: this.files.blobs,
      logger: { info: log('info'), warn: log('warn'), error: log('error'), debug: () => undefined },
      consumerMetrics: { count: () => undefined }, relayMetrics: {}, takeOver: true, datasetRoots: [this.files.datasetRoot], trainingRoots: [this.files.trainingRoot],
    } as unknown as ContextInfrastructure;
    this.#app = await NestFactory.createApplicationContext(
      { module: class Bench {}, imports: [CqrsModule.forRoot(), contextModule(definition, infrastructure)] }, { logger: false });
    this.host = this.#app.get<ContextHost>(hostToken(this.context), { strict: false });
    histories[this.context] = this.host.history;
    const topics = new Set(foreign.filter((e) => e.context !== this.context).map(topicOf));
    await this.#transport.ensureTopics([...topics]);
    await this.host.declareTopics();
    await this.host.start();
  }

  /** Another context says something; later commands wait until this one has it. */
  async say<Data>(stream: string, contract: EventContract<Data>, data: Data, said?: Said): Promise<void> {
    this.#seen[stream] = publishedVersion(await this.#owners[contract.context].say(stream, contract, data, said));
  }

  /** Sends a command as somebody with a role, who has seen all that was said so far. */
  async command(name: string, body: unknown, sender: Partial<Sender> = {}): Promise<Answer> {
    const { as, role, kind = 'human', key = randomUUID(), workspace = 'default', version = null } = { ...this.#parts.options.sender, ...sender };
    if (!as || !role) throw new Error(`${name}: say who sends it, and in which role`);
    try {
      return await this.host.endpoint.dispatch({
        context: this.context, name, body, idempotencyKey: key, expectedVersion: version, seen: { ...this.#seen }, correlationId: randomUUID(),
        principal: { kind, id: as, roles: [role], workspace },
      });
    } catch (error) {
      if (error instanceof CommandFault) return { status: 'fault', code: error.code };
      throw error;
    }
  }

  /** Sends a command that must be accepted. @returns the stream that it wrote */
  async done(name: string, body: unknown, sender: Partial<Sender> = {}): Promise<string> {
    const answer = await this.command(name, body, sender);
    if (answer.status !== 'accepted') throw new Error(`${name}: ${JSON.stringify(answer)}`);
    return answer.stream;
  }

  /** Waits until something is found. @throws after a deadline with the last complaints of the context */
  async until<Found>(what: string, find: () => Promise<Found | null | undefined | false>): Promise<Found> {
    const complaints = (): string => JSON.stringify(this.logged.filter(({ level }) => level !== 'info').slice(-5), (_, value) => (value instanceof Error ? value.stack : value));
    return await eventually(find, Boolean, () => `${what} did not happen; logged: ${complaints()}`) as Found;
  }

  /** Waits until no worker has anything to do. */
  async workEnded(): Promise<void> {
    await this.until('the end of all work', async () => (await this.pool.query(`select 1 from ${schemaOf(this.context)}.work`)).rowCount === 0);
  }

  /** Waits until the work is over and what follows from its end was recorded. */
  async idle(): Promise<void> {
    await this.workEnded();
    await this.settled();
  }

  /** Waits until the context has read all that was said, and its own policies what it said itself. */
  async settled(): Promise<void> {
    expect(await this.host.consumers.waitFor(this.#seen, 20_000)).toBe('ok');
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

  /** Every stream of a type. */
  async streams(type: string): Promise<readonly string[]> {
    const { rows } = await this.pool.query(`select stream_id from ${schemaOf(this.context)}.streams where stream_type = $1 order by stream_id`, [type]);
    return rows.map((row) => row.stream_id as string);
  }

  async close(): Promise<void> {
    await this.#app.close();
    await this.host.stop();
    await this.#transport.close();
    await Promise.all(Object.values(this.#parts.pools).map((pool) => pool.end()));
    await this.#parts.database.drop();
    await this.files.remove();
  }
}
