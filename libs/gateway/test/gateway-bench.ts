import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import { FolderBlobStore } from '@throughline/blob-store';
import { CommandFault, type CommandEnvelope, type CommandOutcome } from '@throughline/commands';
import type { ContextPort } from '@throughline/context';
import type { BuiltInIssuer, PersonaName } from '@throughline/identity';
import { builtInIssuer, personaDirectory } from '@throughline/identity';
import { CONTEXTS, topicOf } from '@throughline/kernel';
import type { ContextName, Principal } from '@throughline/kernel';
import { createLogger, createMetrics } from '@throughline/observability';
import { createTestDatabase, eventually } from '@throughline/testing';
import { ForeignOwner } from '@throughline/testing/context-bench';
import { busSql, PostgresLog } from '@throughline/transport';
import type { LivePoint } from '@throughline/workers';
import pg from 'pg';
import { Gateway } from '../src/gateway.ts';
import { GatewayModule } from '../src/gateway.module.ts';
import { prepareGateway } from '../src/gateway-sql.ts';
import { parts as allParts } from '../src/parts.ts';
import type { GatewayPart } from '../src/schema/gateway-part.ts';

export interface Answer {
  readonly status: number;
  // Tests look into answers of many shapes.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly data: any;
  readonly errors: { readonly message: string; readonly path?: unknown; readonly extensions: Readonly<Record<string, unknown>> }[] | undefined;
  readonly extensions: { readonly consistency: { readonly token: string | null; readonly stale: boolean; readonly lagEvents: number }; readonly asOf?: { readonly at: string; readonly provisional: boolean } };
  readonly headers: Headers;
}

export interface Asking {
  readonly as?: PersonaName;
  readonly workspace?: string;
  readonly token?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** A running gateway on a real database and log, with contexts that say and answer what a test wants. */
export class GatewayBench {
  readonly logged: Record<string, unknown>[] = [];
  readonly statements: string[] = [];
  readonly dispatched: CommandEnvelope[] = [];
  readonly blobs: FolderBlobStore;
  decide: (envelope: CommandEnvelope) => Promise<CommandOutcome> = () => Promise.reject(new Error('no command was expected'));
  live: (context: ContextName, workspace: string, kind: string, id: string, after: number) => Promise<readonly LivePoint[]> = async () => [];
  operate: (context: ContextName, name: string, request: object, principal: Principal) => Promise<unknown> = () => Promise.reject(new CommandFault('UPSTREAM_UNAVAILABLE', 'nobody plays this'));
  startingSince: Date | null = null;
  unreachableSince: Date | null = null;
  readonly contexts: Readonly<Record<ContextName, ForeignOwner>>;
  gateway!: Gateway;
  issuer!: BuiltInIssuer;
  #closing: (() => Promise<unknown>)[] = [];
  #address = '';

  private constructor(readonly pool: pg.Pool, readonly log: PostgresLog, folder: string) {
    this.blobs = new FolderBlobStore(folder);
    this.contexts = Object.fromEntries(CONTEXTS.map((context) => [context, new ForeignOwner(context, log, Date.parse('2026-01-05T09:00:00.000Z'))])) as Record<ContextName, ForeignOwner>;
  }

  static async open({ parts = allParts, consuming = true }: { parts?: readonly GatewayPart[]; consuming?: boolean } = {}): Promise<GatewayBench> {
    const { url, drop } = await createTestDatabase();
    const pool = new pg.Pool({ connectionString: url, max: 10 });
    pool.on('error', () => undefined);
    const folder = await mkdtemp(join(tmpdir(), 'throughline-gateway-'));
    const log = new PostgresLog({ reader: pool, writer: () => pool, redeliver: 0.2, report: () => undefined });
    const bench = new GatewayBench(pool, log, folder);
    bench.#closing = [() => log.close(), () => pool.end(), drop, () => rm(folder, { recursive: true })];
    await pool.query(`${busSql()} create schema gateway`);
    await prepareGateway(url, 'current_user', parts.flatMap((part) => part.folds));
    await log.ensureTopics([...new Set(parts.flatMap((part) => part.events.map(topicOf)))]);
    await bench.#boot(parts, consuming);
    return bench;
  }

  async #boot(parts: readonly GatewayPart[], consuming: boolean): Promise<void> {
    this.issuer = await builtInIssuer(() => 'a secret of the tests, long enough to be one');
    const app = await NestFactory.create(GatewayModule.forRoot({
      pool: this.#counting(), transport: this.#awayAtWill(), histories: this.contexts, blobs: this.blobs, tokens: this.issuer, directory: personaDirectory,
      contexts: Object.fromEntries(CONTEXTS.map((context) => [context, this.#played(context)])), readiness: { look: async () => ({ ready: true, database: 'ok' }), startingSince: () => this.startingSince },
      secret: 'another secret of the tests', metrics: createMetrics({ processMetrics: false }),
      logger: createLogger({ name: 'gateway', level: 'info', destination: { write: (line) => { this.logged.push(JSON.parse(line)); } } }),
    }, parts), { bodyParser: false, logger: false, abortOnError: false });
    await app.listen(0, '127.0.0.1');
    this.#closing.unshift(() => app.close());
    this.#address = `http://127.0.0.1:${((app.getHttpServer() as Server).address() as AddressInfo).port}`;
    this.gateway = app.get(Gateway);
    if (consuming) await this.gateway.start();
  }

  #awayAtWill(): PostgresLog {
    return new Proxy(this.log, {
      get: (log, name) => {
        const value: unknown = name === 'unreachableSince' ? () => this.unreachableSince : Reflect.get(log, name, log);
        return typeof value === 'function' ? value.bind(log) : value;
      },
    });
  }

  #played(context: ContextName): ContextPort {
    return {
      history: this.contexts[context],
      operations: { run: async (name, request, { principal }) => this.operate(context, name, request, principal) as never },
      dispatch: (envelope) => { this.dispatched.push(envelope); return this.decide(envelope); },
      livePoints: ({ kind, id, after }, { principal }) => this.live(context, principal.workspace, kind, id, after),
    };
  }

  // The statements of requests: consumers use clients of their own.
  #counting(): pg.Pool {
    const { pool, statements } = this;
    return new Proxy(pool, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name);
        if (name !== 'query') return typeof value === 'function' ? value.bind(target) : value;
        return (...args: unknown[]) => {
          statements.push(typeof args[0] === 'string' ? args[0] : (args[0] as { text: string }).text);
          return (value as (...all: unknown[]) => unknown).apply(target, args);
        };
      },
    });
  }

  /** Statements on journal and read models while something is done: what consumers poll for does not count. */
  async readsOf(work: () => Promise<unknown>): Promise<readonly string[]> {
    const before = this.statements.length;
    await work();
    return this.statements.slice(before).filter((text) => /(from|join) gateway\.\w+_v\d+|gateway\.journal/.test(text));
  }

  async tokenOf(persona: PersonaName, workspace = 'default'): Promise<string> {
    return (await this.issuer.issueToken({ persona, workspace, ttl: 600 })).token;
  }

  async fetch(path: string, { as = 'viewer', workspace, token, headers = {} }: Asking = {}, init: RequestInit = {}): Promise<Response> {
    const bearer = token === undefined ? await this.tokenOf(as, workspace) : token;
    return fetch(`${this.#address}${path}`, { ...init, headers: { ...(bearer && { authorization: `Bearer ${bearer}` }), ...headers } });
  }

  async ask(query: string, asking: Asking = {}): Promise<Answer> {
    const response = await this.fetch('/graphql', { ...asking, headers: { 'content-type': 'application/json', ...asking.headers } },
      { method: 'POST', body: JSON.stringify({ query, variables: asking.variables }) });
    return { status: response.status, headers: response.headers, ...await response.json() as Omit<Answer, 'status' | 'headers'> };
  }

  /** Waits until the gateway has read all that was said on the log. */
  async settled(): Promise<void> {
    await eventually(async () => {
      const { rows } = await this.pool.query(`select count(*)::int as n from bus.partition b left join gateway.consumer_partition c on c.consumer='gateway' and c.topic=b.topic
        where b.next_offset > coalesce(c.next_offset, 0) and b.topic not like '%.dlq'`);
      return rows[0].n as number;
    }, (behind) => behind === 0);
  }

  async close(): Promise<void> {
    for (const step of this.#closing) await step();
  }
}
