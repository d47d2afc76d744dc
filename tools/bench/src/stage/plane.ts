import { join } from 'node:path';
import { plane as definition } from '@throughline/all-in-one';
import { hostToken, readPlaneConfig, startPlane, type ContextHost, type PlaneOptions } from '@throughline/context';
import { Gateway } from '@throughline/gateway';
import { builtInIssuer, type PersonaName } from '@throughline/identity';
import { readOrCreateSecret } from '@throughline/embedded-postgres';
import { startKafka } from '@throughline/kafka-broker';
import type { ContextName } from '@throughline/kernel';
import { applyTopics, topicManifest } from '@throughline/transport';
import { Pool } from 'pg';
import { withServer, type Server } from './server.ts';

/** The all-in-one plane in this process, on the bench's server. */
export interface BenchPlane {
  readonly url: string;
  /** Of its database, as superuser; never shown. */
  readonly databaseUrl: string;
  /** Superuser's connections to the plane's database. */
  readonly admin: Pool;
  readonly gateway: Gateway;
  /** Of its Kafka; none where the log lies in the database. */
  readonly brokers: readonly string[];
  /** Begins to read events where that was put off. */
  startGateway(): Promise<void>;
  host(context: ContextName): ContextHost;
  token(persona: PersonaName): Promise<string>;
  stop(): Promise<void>;
}

type Definition = Omit<PlaneOptions, 'config'>;

/** All contexts without what they do by themselves: they own their streams and publish them, and nobody reacts to a story that is only told. */
export const withoutReactions = (of: Definition): Definition =>
  ({ ...of, contexts: of.contexts.map((context) => ({ ...context, readModels: [], policies: [], workers: [] })) });

export interface StageOptions {
  readonly adapt?: (of: Definition) => Definition;
  /** Over a Kafka of one node instead of the log in the database. */
  readonly kafka?: boolean;
  /** The gateway reads nothing before `startGateway`. */
  readonly gatewayStartsLater?: boolean;
}

const startBenchPlane = async (server: Server, brokers: readonly string[], { adapt = (of) => of, gatewayStartsLater = false }: StageOptions): Promise<BenchPlane> => {
  const database = await server.database('plane');
  const config = readPlaneConfig({
    DATA_DIR: server.dataDir, DATABASE_URL: database, HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'error', ...(brokers.length > 0 && { KAFKA_BROKERS: brokers.join(',') }),
  });
  const adapted = adapt(definition);
  const gateway = gatewayStartsLater ? { ...adapted.gateway, start: () => Promise.resolve() } : adapted.gateway;
  const plane = await startPlane({ ...adapted, gateway, config });
  const admin = new Pool({ connectionString: database, max: 4 });
  const issuer = await builtInIssuer((name) => readOrCreateSecret(server.dataDir, name));
  return {
    url: plane.url,
    databaseUrl: database,
    admin,
    brokers,
    gateway: plane.app.get(Gateway, { strict: false }),
    startGateway: () => adapted.gateway.start(plane.app),
    host: (context) => plane.app.get<ContextHost>(hostToken(context), { strict: false }),
    token: async (persona) => (await issuer.issueToken({ persona, workspace: 'default', ttl: 3_600 })).token,
    stop: async () => {
      await admin.end();
      await plane.stop();
    },
  };
};

/** Runs work on a plane and a server of its own. */
export const withPlane = <T>(work: (plane: BenchPlane) => Promise<T>, options: StageOptions = {}): Promise<T> =>
  withServer(async (server) => {
    const kafka = options.kafka ? await startKafka({ dataDir: join(server.dataDir, 'kafka') }) : null;
    try {
      if (kafka) await applyTopics(kafka.brokers, topicManifest(definition.contexts.flatMap((context) => context.events)), { replication: 1 });
      const plane = await startBenchPlane(server, kafka?.brokers ?? [], options);
      try {
        return await work(plane);
      } finally {
        await plane.stop();
      }
    } finally {
      await kafka?.stop();
    }
  });
