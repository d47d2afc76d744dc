import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { type EmbeddedPostgres, readOrCreateSecret, removeEmbeddedPostgres, startEmbeddedPostgres } from '@throughline/embedded-postgres';
import { builtInIssuer } from '@throughline/identity';
import { type KafkaCluster, startKafka } from '@throughline/kafka-broker';
import { buildAll, eventually, PlaneProcess } from '@throughline/testing';

const root = resolve(import.meta.dirname, '../../..');
/** Each line of the page that a reader is told to type. */
const typed = readFileSync(join(root, 'docs/how-to/restore-a-backup.md'), 'utf8').split('\n').filter((line) => line.startsWith('npx throughline '));
const line = (words: string): string => typed.find((l) => l.includes(words))!;

const PROPOSE = 'mutation($input: ProposeInitiativeInput!) { outcome: proposeInitiative(input: $input) { command { state entityId } userErrors { code } } }';
const proposal = (name: string) => ({ idempotencyKey: randomUUID(), name, problem: 'Nobody is warned.', sponsor: 'human:p-9', modelSource: 'OWN', predictionMoment: '00:00 of the day' });

describe('restoring a backup behind Kafka, as the how-to page says', () => {
  let kafka: KafkaCluster;
  let postgres: EmbeddedPostgres;
  let plane: PlaneProcess;
  let token: string;
  const folders: string[] = [];

  const folder = async (): Promise<string> => {
    const made = await mkdtemp(join(tmpdir(), 'throughline-restore-'));
    folders.push(made);
    return made;
  };
  const sql = async (...statements: string[]): Promise<void> => {
    const client = new pg.Client(postgres.url);
    await client.connect();
    try {
      for (const statement of statements) await client.query(statement);
    } finally {
      await client.end();
    }
  };
  const run = (typedLine: string, more: readonly string[] = []): Promise<{ code: number; out: string; error: string }> => new Promise((done) => {
    const words = [...typedLine.replace('npx throughline ', '').matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!);
    const child = execFile(process.execPath, [join(root, 'tools/cli/dist/main.js'), '--url', plane.url, '--data-dir', plane.dataDir, ...words, ...more],
      { env: { ...process.env, NODE_OPTIONS: '' } }, (_, out, error) => done({ code: child.exitCode ?? -1, out, error }));
  });
  const propose = async (name: string) => plane.graphql(token, PROPOSE, { input: proposal(name) });
  const names = async (): Promise<string[]> => {
    const answer = await plane.graphql(token, '{ initiatives(first: 100) { nodes { name } } }');
    return (answer.data?.['initiatives'] as { nodes: { name: string }[] } | undefined)?.nodes.map((n) => n.name).sort() ?? [];
  };
  const proposeAll = async (prefix: string): Promise<string[]> => {
    const all = Array.from({ length: 15 }, (_, n) => `${prefix} ${String(n).padStart(2, '0')}`);
    for (const name of all) expect(await propose(name)).toMatchObject({ data: { outcome: { command: { state: 'ACCEPTED' } } } });
    return all;
  };

  beforeAll(async () => {
    await buildAll();
    [kafka, postgres] = await Promise.all([startKafka({ dataDir: await folder() }), startEmbeddedPostgres({ dataDir: await folder() })]);
    await sql('create database plane');
    const url = new URL(postgres.url);
    url.pathname = '/plane';
    plane = await PlaneProcess.create({ DATABASE_URL: url.href, KAFKA_BROKERS: kafka.brokers.join(',') });
    const applied = await run('npx throughline topics apply --replication 1', ['--brokers', kafka.brokers.join(',')]);
    expect(applied).toMatchObject({ code: 0 });
  }, 300_000);
  afterAll(async () => {
    await plane.remove();
    await postgres.stop();
    await kafka.stop();
    for (const made of folders) {
      await removeEmbeddedPostgres(made);
      await rm(made, { recursive: true, force: true });
    }
  }, 60_000);

  it('refuses with the reason, changes nothing until a person confirms, and then agrees with itself again', async () => {
    await plane.start();
    token = (await (await builtInIssuer((name) => readOrCreateSecret(plane.dataDir, name))).issueToken({ persona: 'product-owner', workspace: 'default', ttl: 3600 })).token;
    const kept = await proposeAll('kept');
    await eventually(names, (n) => n.length === 15);
    await plane.end('SIGTERM');
    await sql('create database backup template plane');
    await plane.start();
    const lost = await proposeAll('lost');
    await eventually(names, (n) => n.length === 30);
    await plane.end('SIGTERM');

    await sql('drop database plane', 'create database plane template backup');
    await plane.start();
    const status = async () => run(line('relay status'), ['--context', 'requirements']);
    const refused = await eventually(status, ({ out }) => out.includes('REFUSES'), (s) => JSON.stringify(s));
    expect(refused).toMatchObject({ code: 1, out: expect.stringMatching(/the log is ahead of the store of requirements: the last message of throughline\.requirements\.initiative\.v1\/\d+, offset \d+, is event \S+ of initiative-\S+, which requirements\.events does not have/) });
    expect(await propose('too early')).toMatchObject({ errors: [{ message: expect.stringContaining('the log is ahead of the store'), extensions: { code: 'UPSTREAM_UNAVAILABLE' } }] });
    expect(await names()).toEqual(kept);

    const confirm = line('relay confirm').replace('<context>', 'requirements');
    expect(await run(confirm, ['--as', 'viewer'])).toMatchObject({ code: 1 });
    expect(await run(confirm.replace(/--reason .*/, '--reason no'))).toMatchObject({ code: 2, error: expect.stringContaining('reason') });
    expect(await run(confirm)).toMatchObject({ code: 0 });
    expect(await run(confirm)).toMatchObject({ code: 1, error: expect.stringContaining('nothing to confirm') });
    await eventually(async () => run(line('relay status')), ({ code }) => code === 0, (s) => JSON.stringify(s));

    const anew = await proposeAll('anew');
    const all = await eventually(names, (n) => n.length >= 30);
    expect(all).toEqual([...kept, ...anew].sort());
    expect(lost.some((name) => all.includes(name))).toBe(false);
    const journal = await run(line('verifyJournal'));
    expect(journal).toMatchObject({ code: 0, out: expect.not.stringMatching(/"equal": ?false/) });
    expect(await run(line('rebuild'))).toMatchObject({ code: 0, out: expect.not.stringContaining('DIFFERS') });

    const client = new pg.Client(postgres.url.replace(/\/postgres$/, '/plane'));
    await client.connect();
    const { rows } = await client.query(`select e.data, e.metadata, e.published is null as private, f.lines from requirements.events e,
      (select count(*)::int as lines from requirements.relay_floor) f where e.type = 'RelayConfirmed'`);
    await client.end();
    expect(rows).toEqual([{ private: true, lines: expect.any(Number), metadata: expect.objectContaining({ actor: expect.stringMatching(/^human:/) }),
      data: expect.objectContaining({ reason: 'restored the backup of 02:00, ticket 4711', refused: expect.stringContaining('the log is ahead'), floors: expect.anything() }) }]);
    expect(rows[0].lines).toBeGreaterThan(0);
  }, 240_000);
});
