import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually } from '@throughline/testing';
import { Client, Pool } from 'pg';
import { migrateContext, migration, pendingOfContext, type ContextDefinition } from '../index.ts';
import { noteWritten, notesContext } from '../../test/notes-context.ts';
import { envelope, ServiceBench } from '../../test/service-bench.ts';
import { readServiceConfig } from './service-config.ts';
import type { Service } from '../process/serve.ts';

const foreign = { ...noteWritten, context: 'registry' } as const;
/** Reacts to what another context says. */
const reacting: ContextDefinition = {
  ...notesContext,
  policies: [{ name: 'when-note-written-then-fail', startFrom: 'beginning', on: [{ contract: foreign, topic: 'throughline.registry.note.v1', react: () => [] }] }] as never,
};
const slow: ContextDefinition = {
  ...notesContext,
  migrations: [...notesContext.migrations, migration('SlowTable1764072000001', 'select pg_sleep(0.5); create table training.slow(a int)')],
};

describe('a context as a process of its own', () => {
  let bench: ServiceBench;

  const problemsOf = (definition: ContextDefinition, env: NodeJS.ProcessEnv): readonly string[] => {
    try {
      readServiceConfig(definition, env);
    } catch (error) {
      return (error as { problems: readonly string[] }).problems;
    }
    return [];
  };

  beforeEach(async () => { bench = await ServiceBench.open(); }, 60_000);
  afterEach(() => bench.close());

  it('names every wrong variable at once', () => {
    expect(problemsOf(reacting, { PORT: 'http', KAFKA_BROKERS: 'a:1,b', LOG_LEVEL: 'loud', DATABASE_URL: 'mysql://x', MIGRATION_DATABASE_URL: 'no' }).map((problem) => problem.split(' ')[0]))
      .toEqual(['DATABASE_URL', 'MIGRATION_DATABASE_URL', 'KAFKA_BROKERS', 'LOG_LEVEL', 'PORT', 'REGISTRY_URL']);
    expect(problemsOf(reacting, { DATABASE_URL: 'postgres://x', REGISTRY_URL: 'http://a,ftp://b' })).toEqual([expect.stringMatching(/^REGISTRY_URL has scheme ftp/)]);
    expect(problemsOf(notesContext, { DATABASE_URL: 'postgres://x', HOST: '0.0.0.0' })).toEqual([expect.stringMatching(/^HOST 0\.0\.0\.0 is no loopback address/)]);
    expect(problemsOf(notesContext, { DATABASE_URL: 'postgres://x', OIDC_ISSUER: 'https://issuer' })).toEqual([expect.stringMatching(/^SERVICE_TOKEN_FILE is not set/)]);
  });

  it('listens on nothing with a database that refuses it, or on a port that is taken', async () => {
    const wrong = bench.schemas.training.appUrl.replace(/:[^:@]+@/, ':wrong@');
    await expect(bench.launch(notesContext, { DATABASE_URL: wrong, MIGRATION_DATABASE_URL: wrong })).rejects.toMatchObject({
      exitCode: 78, problems: [expect.stringMatching(/^DATABASE_URL cannot be used: password authentication failed/), expect.stringMatching(/^MIGRATION_DATABASE_URL cannot be used/)],
    });
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    await expect(bench.launch(notesContext, { PORT: String((server.address() as AddressInfo).port) })).rejects.toMatchObject({ exitCode: 78, problems: [expect.stringMatching(/is in use on 127\.0\.0\.1/)] });
    server.close();
  });

  it('migrates once when several start at once, and all come to be ready', async () => {
    const applied = await Promise.all(Array.from({ length: 3 }, () => migrateContext(bench.schemas.training.ownerUrl, slow)));
    const [first, ...others] = applied.sort((a, b) => b.length - a.length);
    expect([first, others]).toEqual([expect.arrayContaining(['EventBackbone1764072000000', 'SlowTable1764072000001']), [[], []]]);
    const replicas = await Promise.all([bench.launch(slow), bench.launch(slow), bench.launch(slow)]);
    for (const replica of replicas) await eventually(() => bench.readyOf(replica), ({ status }) => status === 200);
    expect(bench.failed).toEqual([]);
  });

  it('waits for whoever migrates, saying what lacks, and takes no command meanwhile', async () => {
    const service = await bench.launch(slow, { MIGRATION_DATABASE_URL: '' });
    const { body } = await eventually(() => bench.readyOf(service), ({ body: { waitingFor } }) => Boolean((waitingFor as { because?: string } | undefined)?.because));
    expect(body).toMatchObject({ status: 'not ready', database: 'ok', waitingFor: { step: 'the database', because: expect.stringMatching(/^not migrated yet: EventBackbone1764072000000, SlowTable1764072000001, /) as string } });
    await expect(bench.remote(service).dispatch(envelope('write-note', { text: 'a' }), await bench.token())).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    await bench.start(slow);
    await eventually(() => bench.readyOf(service), ({ status }) => status === 200);
    expect(await bench.remote(service).dispatch(envelope('write-note', { text: 'a' }), await bench.token())).toMatchObject({ status: 'accepted' });
    const pool = new Pool({ connectionString: bench.schemas.training.appUrl });
    expect(await pendingOfContext(pool, slow)).toEqual([]);
    await pool.end();
  });

  it('waits for topics that nobody has made yet, and names them; commands go on', async () => {
    const service = await bench.launch(reacting, { REGISTRY_URL: 'http://127.0.0.1:9' });
    const { body } = await eventually(() => bench.readyOf(service), ({ body: { waitingFor } }) => (waitingFor as { step?: string } | undefined)?.step === 'the topics' && JSON.stringify(waitingFor).includes('exist'));
    expect(body['waitingFor']).toMatchObject({ because: expect.stringMatching(/topics do not exist: throughline\.registry\.note\.v1/) as string });
    expect(await bench.remote(service).dispatch(envelope('write-note', { text: 'a' }), await bench.token())).toMatchObject({ status: 'accepted' });
    const registry = new Pool({ connectionString: bench.schemas.registry.appUrl });
    await registry.query(`select bus.declare(array['throughline.registry.note.v1'])`);
    await registry.end();
    await eventually(() => bench.readyOf(service), ({ status }) => status === 200);
  });

  it('starts before its database', async () => {
    const { port, open } = await closedPort();
    const url = (of: string): string => Object.assign(new URL(of), { port: String(port) }).href;
    const { appUrl, ownerUrl } = bench.schemas.training;
    const service = await bench.launch(notesContext, { DATABASE_URL: url(appUrl), MIGRATION_DATABASE_URL: url(ownerUrl) });
    const { body } = await eventually(() => bench.readyOf(service), ({ body: { waitingFor } }) => Boolean((waitingFor as { because?: string } | undefined)?.because));
    // Who asks may be anybody: no host, no role.
    expect(body).toMatchObject({ database: 'down', waitingFor: { step: 'the database', because: 'failed with ECONNREFUSED; the log of this process says more' } });
    expect((await fetch(`${service.url}/health/live`)).status).toBe(200);
    const close = await open(new URL(appUrl));
    await eventually(() => bench.readyOf(service), ({ status }) => status === 200);
    await bench.stop(service);
    await close();
  });

  it('says that it leaves before it does, answers what was asked, and closes each connection with its answer', async () => {
    const service = await bench.start();
    const stopped = bench.stop(service);
    expect(await bench.readyOf(service)).toMatchObject({ status: 503, body: { status: 'not ready', stopping: true } });
    const response = await fetch(`${service.url}/health/live`);
    expect([response.status, response.headers.get('connection')]).toEqual([200, 'close']);
    expect(await bench.remote(service).dispatch(envelope('write-note', { text: 'a' }), await bench.token())).toMatchObject({ status: 'accepted' });
    await stopped;
    await expect(fetch(`${service.url}/health/live`)).rejects.toThrow('fetch failed');
  });

  it('stops while it still waits for something', async () => {
    await bench.stop(await bench.launch(reacting, { REGISTRY_URL: 'http://127.0.0.1:9' }));
  });

  it('shares its work between replicas: what is sent to both is done once', async () => {
    const replicas = [await bench.start(), await bench.start()];
    const token = await bench.token();
    const commands = Array.from({ length: 10 }, (_, index) => envelope('write-note', { text: String(index) }));
    const outcomes = await Promise.all(commands.flatMap((command) => replicas.map((replica: Service) => bench.remote(replica).dispatch(command, token))));
    expect(new Set(outcomes.map((outcome) => (outcome as { stream: string }).stream)).size).toBe(10);
    const { history } = bench.remote(replicas[1]!);
    await eventually(async () => (await history.head()).position === (await history.topic('throughline.training.note.v1', 0, 100)).at(-1)!.position);
    const client = new Client(bench.schemas.training.appUrl);
    await client.connect();
    const { rows } = await client.query(`select key from bus.read('throughline.training.note.v1', 0, 100)`);
    await client.end();
    expect(rows).toHaveLength(10);
  });
});

/** A port that refuses until it is opened, and then leads to a server. */
const closedPort = async () => {
  const { createServer: tcp, connect } = await import('node:net');
  const probe = tcp();
  await new Promise<void>((done) => probe.listen(0, '127.0.0.1', done));
  const { port } = probe.address() as AddressInfo;
  await new Promise((done) => probe.close(done));
  return {
    port,
    open: async (to: URL) => {
      const server = tcp((socket) => {
        const upstream = connect(Number(to.port), to.hostname);
        for (const side of [socket, upstream]) side.on('error', () => { socket.destroy(); upstream.destroy(); });
        socket.pipe(upstream).pipe(socket);
      });
      await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
      return () => new Promise((done) => server.close(done));
    },
  };
};

