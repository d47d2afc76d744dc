import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readOrCreateSecret, removeEmbeddedPostgres, startEmbeddedPostgres } from '@throughline/embedded-postgres';
import { builtInIssuer } from '@throughline/identity';
import { buildAll, PlaneProcess } from '@throughline/testing';

const main = resolve(import.meta.dirname, '../dist/main.js');
const run = (env: Record<string, string>, ...args: string[]) => spawnSync(process.execPath, [main, ...args], {
  env: { ...process.env, NODE_OPTIONS: '', DATABASE_URL: '', PORT: '0', ...env }, encoding: 'utf8', timeout: 60_000,
});

describe('the all-in-one process', () => {
  let folder: string;
  const planes: PlaneProcess[] = [];
  const create = async (env: Record<string, string> = {}): Promise<PlaneProcess> => {
    const plane = await PlaneProcess.create(env);
    planes.push(plane);
    return plane;
  };
  const propose = async (plane: PlaneProcess) => {
    const issuer = await builtInIssuer((name) => readOrCreateSecret(plane.dataDir, name));
    const { token } = await issuer.issueToken({ persona: 'product-owner', workspace: 'default', ttl: 600 });
    const answer = await plane.graphql(token, `mutation { proposeInitiative(input: { idempotencyKey: "2f1e0d9c-8b7a-5968-8574-6352413f2e1d", name: "Warn passengers",
      problem: "Nobody is warned.", sponsor: "human:p-9", modelSource: OWN, predictionMoment: "00:00 of the day" }) { command { state } initiative { version } } }`);
    return answer.data?.['proposeInitiative'];
  };

  beforeAll(async () => {
    await buildAll();
    folder = await mkdtemp(join(tmpdir(), 'throughline-lifecycle-'));
  }, 180_000);
  afterAll(async () => {
    for (const plane of planes) await plane.remove();
    await rm(folder, { recursive: true, force: true });
  }, 60_000);

  it('explains itself', () => {
    const { status, stdout } = run({}, '--help');
    expect(status).toBe(0);
    for (const name of ['DATA_DIR', 'DATABASE_URL', 'OIDC_ISSUER', 'DATASET_ROOTS', 'LOG_LEVEL']) expect(stdout).toContain(name);
  });

  it('names every wrong variable, listens on nothing and ends with 78', () => {
    const { status, stderr } = run({ DATA_DIR: join(folder, 'never'), PORT: 'http', LOG_LEVEL: 'loud', DATABASE_URL: 'mysql://x' });
    expect(status).toBe(78);
    for (const name of ['PORT', 'LOG_LEVEL', 'DATABASE_URL']) expect(stderr).toContain(name);
    expect(existsSync(join(folder, 'never'))).toBe(false);
  });

  it('serves the built-in issuer on loopback only', () => {
    const { status, stderr } = run({ DATA_DIR: join(folder, 'never'), HOST: '0.0.0.0' });
    expect({ status, stderr }).toEqual({ status: 78, stderr: expect.stringContaining('OIDC_ISSUER') as string });
  });

  it('leaves a data folder to the process that has it, and ends with 0 when it is asked to', async () => {
    const plane = await create();
    await plane.start();
    const second = run({ DATA_DIR: plane.dataDir });
    expect({ status: second.status, names: second.stderr.includes(String(plane.pid)) }).toEqual({ status: 78, names: true });
    const third = run({ DATA_DIR: join(folder, 'third'), PORT: new URL(plane.url).port });
    expect({ status: third.status, stderr: third.stderr }).toEqual({ status: 78, stderr: expect.stringMatching(/PORT \d+ is in use on 127\.0\.0\.1/) as string });
    expect(third.stdout + third.stderr).not.toMatch(/terminat| {4}at /);
    expect(await propose(plane)).toEqual({ command: { state: 'ACCEPTED' }, initiative: { version: 1 } });
    expect(await plane.end('SIGTERM')).toBe(0);
    await plane.start();
    expect(await propose(plane)).toEqual({ command: { state: 'ACCEPTED' }, initiative: { version: 1 } });
  }, 120_000);

  it('uses the database that DATABASE_URL names, and starts none', async () => {
    const server = await startEmbeddedPostgres({ dataDir: join(folder, 'server') });
    try {
      const plane = await create({ DATABASE_URL: server.url });
      await plane.start();
      expect(await propose(plane)).toEqual({ command: { state: 'ACCEPTED' }, initiative: { version: 1 } });
      expect(existsSync(join(plane.dataDir, 'postgres'))).toBe(false);
      const url = new URL(server.url);
      url.password = 'wrong';
      const refused = run({ DATABASE_URL: url.href, DATA_DIR: join(folder, 'refused') });
      expect({ status: refused.status, stderr: refused.stderr }).toEqual({ status: 78, stderr: expect.stringMatching(/DATABASE_URL cannot be used: password authentication failed.*\n$/) as string });
      expect(await plane.end('SIGTERM')).toBe(0);
    } finally {
      await server.stop();
      await removeEmbeddedPostgres(join(folder, 'server'));
    }
  }, 120_000);
});
