import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import pg from 'pg';
import { FolderBlobStore } from '@throughline/blob-store';
import { CommandFault, type CommandOutcome } from '@throughline/commands';
import { contextModule, hostToken, migrate, provision, type ContextDefinition, type ContextHost, type ContextInfrastructure, type ProvisionedDatabase } from '@throughline/context';
import { fileDigest, runDataJob, type DataJobLimits, type DataRow } from '@throughline/data-engine';
import type { ContextName, Digest, Role } from '@throughline/kernel';
import { createTestDatabase } from '@throughline/testing';
import { PostgresLog } from '@throughline/transport';
import type { LivePoint } from '@throughline/workers';
import { dataQualityContext } from '../src/index.ts';
import { DATA_JOB_LIMITS } from '../src/files/data-job-limits.ts';

export interface Published {
  readonly type: string;
  // Tests look into events of many shapes.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly data: any;
  readonly actor: string;
  readonly onBehalfOf: string | null;
}

export type Answer = CommandOutcome | { readonly status: 'fault'; readonly code: string };

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

const limits: DataJobLimits = { memoryMb: 128, threads: 2, seconds: 60 };

/** Asks again until the answer is as wished; the deadline is for what never comes. */
export const eventually = async <T>(ask: () => Promise<T>, wished: (answer: T) => boolean): Promise<T> => {
  const deadline = Date.now() + 50_000;
  for (;;) {
    const answer = await ask();
    if (wished(answer)) return answer;
    if (Date.now() > deadline) throw new Error(`never came: ${JSON.stringify(answer)}`);
    await new Promise((again) => setTimeout(again, 10));
  }
};

const withLimits = (given: DataJobLimits): ContextDefinition =>
  ({ ...dataQualityContext, providers: [...(dataQualityContext.providers ?? []), { provide: DATA_JOB_LIMITS, useValue: given }] });

/** Data-quality with its roles, migrations, relay, policy and worker on a real server, over a folder of datasets that tests make. */
export class DataQualityBench {
  readonly root: string;
  readonly blobs: FolderBlobStore;
  private readonly blobFolder: string;
  readonly logged: { readonly level: string; readonly fields: Record<string, unknown>; readonly message: string }[] = [];
  private host!: ContextHost;
  private app!: INestApplicationContext;

  private constructor(private readonly pool: pg.Pool, private readonly transport: PostgresLog, folder: string, private readonly closing: (() => Promise<unknown>)[]) {
    this.root = join(folder, 'datasets');
    this.blobFolder = join(folder, 'blobs');
    this.blobs = new FolderBlobStore(this.blobFolder);
  }

  static async open(given: Partial<DataJobLimits> = {}): Promise<DataQualityBench> {
    const { url, drop } = await createTestDatabase();
    const folder = await mkdtemp(join(tmpdir(), 'data-quality-'));
    await mkdir(join(folder, 'datasets'));
    const schemas = await provisionAlone(url);
    const { ownerUrl, appUrl } = schemas['data-quality'];
    await migrate(ownerUrl, 'data_quality', dataQualityContext.migrations);
    const pool = new pg.Pool({ connectionString: appUrl, max: 8 });
    pool.on('error', () => undefined);
    const transport = new PostgresLog({ reader: pool, writer: (_: ContextName | string) => pool, redeliver: 0.3, report: () => undefined });
    const bench = new DataQualityBench(pool, transport, folder, [() => transport.close(), () => pool.end(), drop, () => rm(folder, { recursive: true })]);
    await bench.start({ ...limits, ...given });
    return bench;
  }

  private async start(given: DataJobLimits): Promise<void> {
    const log = (level: string) => (fields: Record<string, unknown>, message: string): void => { this.logged.push({ level, fields, message }); };
    const histories: Record<string, unknown> = {};
    const infrastructure = {
      context: 'data-quality', pool: this.pool, transport: this.transport, histories, blobs: this.blobs,
      logger: { info: log('info'), warn: log('warn'), error: log('error'), debug: () => undefined },
      consumerMetrics: { count: () => undefined }, relayMetrics: { sent: () => undefined, fenceStall: () => undefined },
      takeOver: true, datasetRoots: [this.root], trainingRoots: [],
    } as unknown as ContextInfrastructure;
    this.app = await NestFactory.createApplicationContext({ module: class Bench {}, imports: [CqrsModule.forRoot(), contextModule(withLimits(given), infrastructure)] }, { logger: false });
    this.host = this.app.get<ContextHost>(hostToken('data-quality'), { strict: false });
    histories['data-quality'] = this.host.history;
    await this.host.declareTopics();
    await this.host.start();
  }

  /** A file of the dataset root: rows of a statement. */
  async parquet(name: string, sql: string): Promise<{ file: string; sha256: Digest }> {
    await runDataJob({ inputs: {}, limits: { ...limits, memoryMb: 512 }, outputDir: join(this.root, name), statements: [{ kind: 'file', name: 'f', sql, file: 'data.parquet' }] });
    return this.digested(join(name, 'data.parquet'));
  }

  /** A file of the dataset root with this content, also in place of another. */
  async text(name: string, content: string): Promise<{ file: string; sha256: Digest }> {
    await writeFile(join(this.root, name), content);
    return this.digested(name);
  }

  private async digested(file: string): Promise<{ file: string; sha256: Digest }> {
    return { file, sha256: `sha256:${await fileDigest(join(this.root, file))}` };
  }

  async command(name: string, body: unknown, { as = 'dora', role = 'data-steward', key = randomUUID(), workspace = 'default', version = null }: {
    readonly as?: string; readonly role?: Role; readonly key?: string; readonly workspace?: string; readonly version?: number | null;
  } = {}): Promise<Answer> {
    try {
      return await this.host.endpoint.dispatch({
        context: 'data-quality', name, body, idempotencyKey: key, expectedVersion: version, correlationId: randomUUID(),
        principal: { kind: 'human', id: as, roles: [role], workspace },
      });
    } catch (error) {
      if (error instanceof CommandFault) return { status: 'fault', code: error.code };
      throw error;
    }
  }

  /** The stream that an accepted command wrote. */
  async done(name: string, body: unknown, options: Parameters<DataQualityBench['command']>[2] = {}): Promise<string> {
    const answer = await this.command(name, body, options);
    if (answer.status !== 'accepted') throw new Error(`${name}: ${JSON.stringify(answer)}`);
    return answer.stream;
  }

  /** What was published of a stream, in order. */
  async published(stream: string): Promise<readonly Published[]> {
    const { rows } = await this.pool.query(
      `select published->>'type' as type, published->'data' as data, metadata->>'actor' as actor, metadata->>'onBehalfOf' as "onBehalfOf"
       from data_quality.events where stream_id = $1 and published is not null order by version`, [stream]);
    return rows;
  }

  /** Streams of all verifications of a dataset's version, oldest first. */
  async verificationsOf(dataset: string, version: string): Promise<readonly string[]> {
    const { rows } = await this.pool.query(
      `select stream_id as stream from data_quality.events where type = 'VerificationStarted' and data->>'dataset' = $1 and data->'rows'->>'version' = $2 order by global_position`, [dataset, version]);
    return rows.map((row) => row.stream as string);
  }

  /** The events of a verification once it has ended. */
  ended(verification: string): Promise<readonly Published[]> {
    return eventually(() => this.published(verification), (events) => events.length > 1);
  }

  work(): Promise<readonly { readonly stream: string; readonly attempt: number }[]> {
    return this.pool.query('select stream, attempt from data_quality.work').then(({ rows }) => rows);
  }

  /** A JSON document in the blob store. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  async json(digest: Digest): Promise<any> {
    return JSON.parse((await buffer(await this.blobs.get(digest))).toString('utf8'));
  }

  async storedBlobs(): Promise<readonly string[]> {
    return (await readdir(this.blobFolder, { recursive: true })).sort();
  }

  live(verification: string, workspace = 'default'): Promise<readonly LivePoint[]> {
    return this.host.livePoints(workspace, 'verification', verification, 0);
  }

  /** Rows of a key file in the blob store. */
  async keys(digest: Digest): Promise<readonly DataRow[]> {
    const folder = await mkdtemp(join(tmpdir(), 'keys-'));
    try {
      const path = join(folder, 'keys.parquet');
      await writeFile(path, await buffer(await this.blobs.get(digest)));
      const { rows } = await runDataJob({ inputs: { keys: { kind: 'file', path, format: 'parquet' } }, limits, statements: [{ kind: 'rows', name: 'k', sql: 'SELECT * FROM keys' }] });
      return rows['k']!;
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.host.stop();
    for (const step of this.closing) await step();
  }
}
