import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommandEnvelope } from '@throughline/commands';
import { readOrCreateSecret } from '@throughline/embedded-postgres';
import { builtInIssuer, PERSONAS, type BuiltInIssuer, type PersonaName } from '@throughline/identity';
import { createTestDatabase, eventually, type TestDatabase } from '@throughline/testing';
import { provisionAlone } from '@throughline/testing/context-bench';
import type { ContextDefinition, ProvisionedDatabase, Service } from '../src/index.ts';
import { readServiceConfig, RemoteContext, startService } from '../src/index.ts';
import { notesContext } from './notes-context.ts';

type Environment = Readonly<Record<string, string>>;

/** A database with the plane's roles, and services of a context on it, each as its process would start it. */
export class ServiceBench {
  readonly schemas: ProvisionedDatabase;
  readonly issuer: BuiltInIssuer;
  /** Errors that would have ended the process. */
  readonly failed: Error[] = [];
  readonly #database: TestDatabase;
  readonly #folder: string;
  readonly #services = new Set<Service>();

  private constructor(database: TestDatabase, schemas: ProvisionedDatabase, folder: string, issuer: BuiltInIssuer) {
    this.#database = database;
    this.#folder = folder;
    this.schemas = schemas;
    this.issuer = issuer;
  }

  static async open(): Promise<ServiceBench> {
    const database = await createTestDatabase();
    const folder = await mkdtemp(join(tmpdir(), 'throughline-service-'));
    return new ServiceBench(database, await provisionAlone(database.url), folder, await builtInIssuer((name) => readOrCreateSecret(folder, name)));
  }

  environment(definition: ContextDefinition, more: Environment = {}): Environment {
    const { appUrl, ownerUrl } = this.schemas[definition.name];
    return { DATABASE_URL: appUrl, MIGRATION_DATABASE_URL: ownerUrl, DATA_DIR: this.#folder, PORT: '0', LOG_LEVEL: 'silent', ...more };
  }

  /** Starts a service and does not wait. */
  async launch(definition: ContextDefinition = notesContext, more: Environment = {}): Promise<Service> {
    const service = await startService(definition, readServiceConfig(definition, this.environment(definition, more)), (error) => this.failed.push(error));
    this.#services.add(service);
    return service;
  }

  async start(definition: ContextDefinition = notesContext, more: Environment = {}): Promise<Service> {
    const service = await this.launch(definition, more);
    await eventually(() => this.readyOf(service), ({ status }) => status === 200);
    return service;
  }

  async readyOf({ url }: Service): Promise<{ readonly status: number; readonly body: Readonly<Record<string, unknown>> }> {
    const response = await fetch(`${url}/health/ready`);
    return { status: response.status, body: await response.json() as Record<string, unknown> };
  }

  async stop(service: Service): Promise<void> {
    this.#services.delete(service);
    await service.stop();
  }

  async token(persona: PersonaName = 'ml-engineer', workspace = 'default'): Promise<string> {
    return (await this.issuer.issueToken({ persona, workspace, ttl: 600 })).token;
  }

  serviceToken(): Promise<string> {
    return this.issuer.serviceTokens('the-tests')();
  }

  /** The context of a service as another process reaches it. */
  remote(service: Service): RemoteContext {
    return new RemoteContext('training', [service.url], this.issuer.serviceTokens('the-tests'));
  }

  async close(): Promise<void> {
    await Promise.all([...this.#services].map((service) => service.stop()));
    await this.#database.drop();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** A command as the gateway hands it over. */
export const envelope = (name: string, body: unknown, more: Partial<CommandEnvelope> = {}): CommandEnvelope => ({
  context: 'training', name, body, idempotencyKey: randomUUID(), correlationId: 'of-the-tests',
  principal: { ...PERSONAS['ml-engineer'], workspace: 'default' }, ...more,
});
