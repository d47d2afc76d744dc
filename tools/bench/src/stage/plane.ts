import { plane as definition } from '@throughline/all-in-one';
import { hostToken, readPlaneConfig, startPlane, type ContextHost, type PlaneOptions } from '@throughline/context';
import { Gateway } from '@throughline/gateway';
import { builtInIssuer, type PersonaName } from '@throughline/identity';
import { readOrCreateSecret } from '@throughline/embedded-postgres';
import type { ContextName } from '@throughline/kernel';
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
  host(context: ContextName): ContextHost;
  token(persona: PersonaName): Promise<string>;
  stop(): Promise<void>;
}

type Definition = Omit<PlaneOptions, 'config'>;

/** All contexts without what they do by themselves: they own their streams and publish them, and nobody reacts to a story that is only told. */
export const withoutReactions = (of: Definition): Definition =>
  ({ ...of, contexts: of.contexts.map((context) => ({ ...context, readModels: [], policies: [], workers: [] })) });

const startBenchPlane = async (server: Server, adapt: (of: Definition) => Definition): Promise<BenchPlane> => {
  const database = await server.database('plane');
  const config = readPlaneConfig({ DATA_DIR: server.dataDir, DATABASE_URL: database, HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'error' });
  const plane = await startPlane({ ...adapt(definition), config });
  const admin = new Pool({ connectionString: database, max: 4 });
  const issuer = await builtInIssuer((name) => readOrCreateSecret(server.dataDir, name));
  return {
    url: plane.url,
    databaseUrl: database,
    admin,
    gateway: plane.app.get(Gateway, { strict: false }),
    host: (context) => plane.app.get<ContextHost>(hostToken(context), { strict: false }),
    token: async (persona) => (await issuer.issueToken({ persona, workspace: 'default', ttl: 3_600 })).token,
    stop: async () => {
      await admin.end();
      await plane.stop();
    },
  };
};

/** Runs work on a plane and a server of its own. */
export const withPlane = <T>(work: (plane: BenchPlane) => Promise<T>, adapt: (of: Definition) => Definition = (of) => of): Promise<T> =>
  withServer(async (server) => {
    const plane = await startBenchPlane(server, adapt);
    try {
      return await work(plane);
    } finally {
      await plane.stop();
    }
  });
