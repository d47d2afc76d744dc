import { randomUUID } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildAll, eventually } from '@throughline/testing';
import { ask, tokenFor, type Answer } from '../test/cluster-client.ts';
import { LIST, Load, PROPOSE, proposal, REGISTER } from '../test/load.ts';
import { againstStores, byTheGateway, factsOncePerRole } from '../test/proof.ts';
import { LocalCluster, removeLocalCluster } from './index.ts';

/** How long the broker is away; the long run takes 300. */
const OUTAGE_SECONDS = Number(process.env['BROKER_DOWN_SECONDS'] ?? 8);
const root = resolve(import.meta.dirname, '../../..');
const codeOf = (answer: Answer): string | undefined => answer.errors?.[0]?.extensions?.code;

describe('one process per context over a real broker, under load', () => {
  let dataDir: string;
  let cluster: LocalCluster;
  let load: Load;
  let owner: string;
  let steward: string;

  beforeAll(async () => {
    await buildAll();
    dataDir = await mkdtemp(join(tmpdir(), 'throughline-cluster-'));
    cluster = await LocalCluster.start({
      dataDir, replicas: { requirements: 2, gateway: 2 }, datasetRoots: [root], trainingRoots: [root], env: { LOG_LEVEL: 'warn' },
    });
    owner = await tokenFor(dataDir, 'product-owner');
    steward = await tokenFor(dataDir, 'data-steward');
    load = new Load({ gateways: [cluster.url, cluster.process('gateway-2').url], owner, steward, clients: 3, readers: 2 });
  }, 300_000);

  afterAll(async () => {
    await load?.stop();
    await cluster?.stop();
    await removeLocalCluster(dataDir);
  }, 120_000);

  const grows = async (by: number): Promise<void> => {
    const wanted = load.acknowledged.length + by;
    await eventually(() => load.acknowledged.length, (n) => n >= wanted || load.faults.length > 0, (n) => `only ${n} of ${wanted} commands were acknowledged`);
    expect(load.faults).toEqual([]);
  };

  it('has its folder for itself', async () => {
    await expect(LocalCluster.start({ dataDir, datasetRoots: [root], trainingRoots: [root] })).rejects.toThrow(`is in use by process ${process.pid}`);
    await grows(20);
  });

  it('lets every process be restarted, one after the other', async () => {
    const ends: Record<string, number | string> = {};
    for (const child of cluster.processes.values()) {
      ends[child.name] = await child.end('SIGTERM');
      await child.start();
    }
    // A process that does not manage within 10 s ends with 1.
    expect(ends).toEqual(Object.fromEntries([...cluster.processes.keys()].map((name) => [name, 0])));
    await grows(20);
    expect(load.answered).toBeGreaterThan(0);
  }, 240_000);

  it('goes on without a service that is dead, whose commands are safe to repeat', async () => {
    const dead = cluster.process('data-quality');
    await dead.end('SIGKILL');
    const input = { idempotencyKey: randomUUID(), name: 'while-dead', description: 'What flew.' };
    expect(codeOf(await ask(cluster.url, steward, REGISTER, { input }))).toBe('UPSTREAM_UNAVAILABLE');
    const list = await ask(cluster.url, owner, LIST);
    expect({ errors: list.errors, data: Object.keys(list.data ?? {}) }).toEqual({ errors: undefined, data: ['initiatives', 'datasets'] });
    await load.send(PROPOSE, proposal('beside a dead service'));
    await dead.start();
    const first = await load.send(REGISTER, input, steward);
    const { data } = await ask(cluster.url, steward, REGISTER, { input });
    expect(data?.['outcome']).toMatchObject({ command: { state: 'ACCEPTED', entityId: first.entity, resultVersion: first.version } });
    await grows(20);
  }, 120_000);

  const nodes = () => cluster.kafka.nodes;
  it.each<{ what: string; down: () => unknown; up: () => unknown }>([
    { what: 'killed', down: () => Promise.all(nodes().map((node) => node.end('SIGKILL'))), up: () => Promise.all(nodes().map((node) => node.start())) },
    { what: 'halted', down: () => nodes().forEach((node) => node.signal('SIGSTOP')), up: () => nodes().forEach((node) => node.signal('SIGCONT')) },
  ])('answers, says how stale that is, and takes commands while the broker is $what', async ({ down, up }) => {
    const freshness = async (): Promise<Answer['extensions']> => (await ask(cluster.url, owner, LIST)).extensions;
    const began = Date.now();
    await down();
    const told = await eventually(freshness, (e) => e?.freshness?.stale === true);
    expect(told?.freshness).toEqual({ stale: true, since: expect.any(String) as string, reason: expect.any(String) as string });
    expect(Date.parse(told!.freshness!.since!)).toBeLessThanOrEqual(Date.now());
    const unseen = await load.send(REGISTER, { name: `unseen-${randomUUID()}`, description: 'Recorded while the broker is away.' }, steward);
    await grows(20);
    await sleep(Math.max(0, began + OUTAGE_SECONDS * 1_000 - Date.now()));
    await grows(20);
    await up();
    await eventually(freshness, (e) => e?.freshness === undefined || !e.freshness.stale);
    const seen = await eventually(async () => (await ask(cluster.url, owner, 'query($id: ID!) { dataset(id: $id) { id } }', { id: unseen.entity })).data?.['dataset']);
    expect(seen).toEqual({ id: unseen.entity });
    await grows(20);
  }, (OUTAGE_SECONDS + 180) * 1_000);

  it('has lost nothing that was acknowledged, and done nothing twice', async () => {
    await load.stop();
    expect(load.faults).toEqual([]);
    const proof = { ...await againstStores(cluster, load), ...await factsOncePerRole(cluster, load), ...await byTheGateway(cluster) };
    console.log(`cluster: ${load.acknowledged.length} commands acknowledged, ${load.retried} sent again; ${load.answered} queries answered, ${load.mended} at the second try; ${proof.stored} events`);
    expect(proof).toEqual({ lost: 0, doubled: 0, streamsTooMany: 0, facts: 0, twice: 0, unequal: [], stored: expect.any(Number) as number });
    expect(proof.stored).toBeGreaterThanOrEqual(load.acknowledged.length);
  }, (OUTAGE_SECONDS * 3 + 180) * 1_000);
});
