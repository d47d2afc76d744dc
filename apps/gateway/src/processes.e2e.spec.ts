import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort } from '@throughline/embedded-postgres';
import { CONTEXTS } from '@throughline/kernel';
import { addressVariable, type ProvisionedDatabase } from '@throughline/context';
import { buildAll, createTestDatabase, eventually, type TestDatabase } from '@throughline/testing';
import { provisionAlone } from '@throughline/testing/context-bench';

const NAMES = [...CONTEXTS, 'gateway'] as const;
type Name = (typeof NAMES)[number];

const main = (name: Name): string => resolve(import.meta.dirname, '../..', name, 'dist/main.js');
const addresses = Object.fromEntries(CONTEXTS.map((context) => [addressVariable(context), 'http://127.0.0.1:9']));
const run = (name: Name, env: Record<string, string>, ...args: string[]) =>
  spawnSync(process.execPath, [main(name), ...args], { env: { PATH: process.env['PATH']!, ...env }, encoding: 'utf8', timeout: 60_000 });

describe('the processes of the cluster', () => {
  let folder: string;
  let database: TestDatabase;
  let schemas: ProvisionedDatabase;
  const children: ChildProcess[] = [];

  const launch = async (name: Name, env: Record<string, string> = {}) => {
    const port = await freePort();
    const child = spawn(process.execPath, [main(name)], {
      stdio: 'ignore',
      env: {
        PATH: process.env['PATH']!, DATA_DIR: folder, PORT: String(port), LOG_LEVEL: 'silent', DATABASE_URL: schemas[name].appUrl, MIGRATION_DATABASE_URL: schemas[name].ownerUrl, ...addresses, ...env,
      },
    });
    children.push(child);
    const ready = async () => {
      const response = await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => null);
      return response && { status: response.status, body: await response.json() as { waitingFor?: { step: string; because: string | null } } };
    };
    return { child, ready };
  };
  /** A process that takes more than 10 s ends with 1. */
  const end = async (child: ChildProcess): Promise<number | null> => {
    const code = new Promise<number | null>((done) => child.once('exit', done));
    child.kill('SIGTERM');
    return code;
  };

  beforeAll(async () => {
    await buildAll();
    folder = await mkdtemp(join(tmpdir(), 'throughline-processes-'));
    database = await createTestDatabase();
    schemas = await provisionAlone(database.url);
  }, 180_000);
  afterAll(async () => {
    for (const child of children) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await database?.drop();
    await rm(folder, { recursive: true, force: true });
  }, 60_000);

  it.each(NAMES)('%s explains itself, and takes no argument that it does not know', (name) => {
    const { status, stdout } = run(name, {}, '--help');
    expect(status).toBe(0);
    for (const variable of ['DATABASE_URL', 'MIGRATION_DATABASE_URL', 'KAFKA_BROKERS', 'OIDC_ISSUER', 'SERVICE_TOKEN_FILE', 'BLOB_STORE_URL', 'LOG_LEVEL']) expect(stdout).toContain(variable);
    expect(run(name, {}, '--force')).toMatchObject({ status: 78, stderr: expect.stringContaining('--force') as string });
  }, 60_000);

  it.each(NAMES)('%s names every wrong variable and ends with 78', (name) => {
    const { status, stderr } = run(name, { PORT: 'http', LOG_LEVEL: 'loud', DATABASE_URL: 'mysql://x', KAFKA_BROKERS: 'a' });
    expect(status).toBe(78);
    for (const variable of ['PORT', 'LOG_LEVEL', 'DATABASE_URL', 'KAFKA_BROKERS', ...(name === 'gateway' ? Object.keys(addresses) : [])]) expect(stderr).toContain(variable);
  }, 60_000);

  it('stop with 0 within 10 s when asked to, at work and while they wait for the broker', async () => {
    const working = await launch('training');
    const waiting = await launch('registry', { KAFKA_BROKERS: '127.0.0.1:9' });
    await eventually(waiting.ready, (answer) => answer?.body.waitingFor?.step === 'the topics' && answer.body.waitingFor.because !== null);
    await eventually(working.ready, (answer) => answer !== null && answer.body.waitingFor?.step !== 'the database');
    expect([await end(working.child), await end(waiting.child)]).toEqual([0, 0]);
  }, 120_000);

  it('come up side by side in any order on a database that nobody has migrated', async () => {
    const all = [];
    for (const name of ['gateway', 'monitoring', 'registry', 'training', 'data-quality', 'requirements'] as const) all.push(await launch(name), await launch(name));
    for (const { ready } of all) await eventually(ready, (answer) => answer?.status === 200);
    expect(await Promise.all(all.map(({ child }) => end(child)))).toEqual(all.map(() => 0));
  }, 180_000);
});
