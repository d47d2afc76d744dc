import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readOrCreateSecret, runningServerPort } from '@throughline/embedded-postgres';
import { builtInIssuer, type PersonaName } from '@throughline/identity';
import { LocalCluster, removeLocalCluster } from '@throughline/local-cluster';
import { PlaneProcess } from '@throughline/testing';
import pg from 'pg';

export interface Answer {
  readonly status: number;
  /** The body as it came. */
  readonly text: string;
  // Cases look into answers of many shapes.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly data: any;
  readonly errors: readonly { readonly message: string; readonly path?: readonly string[]; readonly extensions: Readonly<Record<string, unknown>> }[] | undefined;
}

/** Throughline as it runs: what speaks to it cannot tell in how many processes. */
export interface Target {
  token(persona: PersonaName, workspace?: string): Promise<string>;
  graphql(token: string, query: string, variables?: object): Promise<Answer>;
  /** Ends it as an operator would and starts it again; answers how it ended. */
  restartGateway(): Promise<number | string>;
  /** The database server's superuser, for what no interface lets anybody do. */
  readonly sql: pg.Pool;
  close(): Promise<void>;
}

const root = resolve(import.meta.dirname, '../../..');

const over = async (dataDir: string, url: string, rest: Pick<Target, 'restartGateway' | 'close'>): Promise<Target> => {
  const issuer = await builtInIssuer((name) => readOrCreateSecret(dataDir, name));
  // By port and secret each time: the server may have been restarted with the plane.
  const connect = async (): Promise<string> => `postgres://postgres:${await readOrCreateSecret(dataDir, 'postgres-superuser')}@127.0.0.1:${await runningServerPort(dataDir)}/postgres`;
  let sql = new pg.Pool({ connectionString: await connect(), max: 2 });
  const graphql = async (token: string, query: string, variables: object = {}): Promise<Answer> => {
    const response = await fetch(`${url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` }, body: JSON.stringify({ query, variables }) });
    const text = await response.text();
    return { status: response.status, text, ...JSON.parse(text) as Pick<Answer, 'data' | 'errors'> };
  };
  return {
    token: async (persona, workspace = 'default') => (await issuer.issueToken({ persona, workspace, ttl: 3600 })).token,
    graphql,
    get sql() { return sql; },
    restartGateway: async () => {
      await sql.end();
      const ended = await rest.restartGateway();
      sql = new pg.Pool({ connectionString: await connect(), max: 2 });
      return ended;
    },
    close: async () => {
      await sql.end();
      await rest.close();
    },
  };
};

/** The two ways to run it. */
export const TARGETS: Readonly<Record<'all in one, over postgres' | 'one process per context, over kafka', () => Promise<Target>>> = {
  'all in one, over postgres': async () => {
    const plane = await PlaneProcess.create();
    await plane.start();
    const restartGateway = async (): Promise<number | string> => {
      const ended = await plane.end('SIGTERM');
      await plane.start();
      return ended;
    };
    return over(plane.dataDir, plane.url, { restartGateway, close: () => plane.remove() });
  },
  'one process per context, over kafka': async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'throughline-cases-'));
    const cluster = await LocalCluster.start({ dataDir, datasetRoots: [root], trainingRoots: [root], env: { LOG_LEVEL: 'warn' } });
    const gateway = cluster.process('gateway');
    const restartGateway = async (): Promise<number | string> => {
      const ended = await gateway.end('SIGTERM');
      await gateway.start();
      return ended;
    };
    const close = async (): Promise<void> => {
      await cluster.stop();
      await removeLocalCluster(dataDir);
    };
    return over(dataDir, cluster.url, { restartGateway, close });
  },
};
