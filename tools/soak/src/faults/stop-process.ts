import type { Client } from 'pg';
import { schemaOf } from '@throughline/kernel';
import type { SchemaOwner, SoakProcess, SoakTarget } from '../target/target.ts';
import { type Blow, type Fault, missed, pause, processesOf, type Scene, speakerOf, within, withOneFree } from './fault.ts';

/** Relay, consumers and workers hold their leases for 10 to 15 s. */
const BEYOND_MS = 10_500;
const TAKEN_OVER_MS = 20_000;
const SEEN_MS = 6_000;

/** Where another process can take over. */
const twofold = (target: SoakTarget): readonly SchemaOwner[] =>
  [...new Set(target.processes.flatMap(({ owners }) => owners))].filter((owner) => processesOf(target, owner).length > 1);

/** Stops a process until another one has taken over what it held, and lets it go on: it believes that nothing has happened. */
const stopUntil = async (process: SoakProcess, takenOver: () => Promise<boolean>): Promise<boolean> => {
  process.signal('SIGSTOP');
  try {
    await pause(BEYOND_MS);
    return await within(TAKEN_OVER_MS, async () => (await takenOver().catch(() => false)) || undefined, 250) ?? false;
  } finally {
    process.signal('SIGCONT');
  }
};

/** The process whose relay has said within the last moment that it holds the lease. */
const relayLeader = (client: Client, target: SoakTarget, schema: string): Promise<SoakProcess | undefined> => within(SEEN_MS, async () => {
  const { rows: [row] } = await client.query<{ port: number }>(`select client_port as port from pg_stat_activity where usename = $1 and query ilike $2
    and query_start > clock_timestamp() - interval '300 ms' order by query_start desc limit 1`, [`tl_${schema}_app`, `update ${schema}.relay set %`]);
  return row && speakerOf(target, row.port);
}, 50);

/** One question in a session of its own: the server may go down while we wait. */
const askFor = async <T>({ connect }: Scene, ask: (client: Client) => Promise<T>): Promise<T> => {
  const client = await connect();
  return ask(client).finally(() => client.end().catch(() => undefined));
};

const stopLeader = async (scene: Scene, owner: SchemaOwner): Promise<Blow> => {
  const schema = schemaOf(owner);
  const epoch = (): Promise<number> => askFor(scene, async (client) => Number((await client.query<{ epoch: string }>(`select epoch from ${schema}.relay where transport = $1`, [scene.target.kind])).rows[0]?.epoch));
  const leader = await askFor(scene, (client) => relayLeader(client, scene.target, schema));
  if (!leader?.pid()) return missed(`no relay of ${owner} was seen to lead`);
  const before = await epoch();
  const taken = await stopUntil(leader, async () => await epoch() > before);
  return taken ? { struck: true, kills: 0, note: `${leader.name}, epoch ${before} passed` } : missed(`nobody took over from ${leader.name}`);
};

const stopConsumer = async (scene: Scene, owner: SchemaOwner): Promise<Blow> => {
  const schema = schemaOf(owner);
  const process = scene.random.pick(processesOf(scene.target, owner));
  const held = (): Promise<number> => askFor(scene, async (client) => Number((await client.query<{ n: string }>(
    `select count(*) as n from ${schema}.consumer_partition where split_part(owner, ':', 2) = $1`, [String(process.pid())])).rows[0]?.n));
  const before = await held();
  if (before === 0) return missed(`${process.name} consumed nothing`);
  const taken = await stopUntil(process, async () => await held() < before);
  return taken ? { struck: true, kills: 0, note: `${process.name}, which held ${before} partitions` } : missed(`nobody took over from ${process.name}`);
};

const stopping = (kind: string, how: typeof stopLeader): Fault => ({
  kind, weight: 2, lane: 'slow', fits: (target) => twofold(target).length > 0,
  strike: (scene) => withOneFree(scene, twofold(scene.target), (owner) => processesOf(scene.target, owner).map(({ name }) => name),
    (owner) => how(scene, owner).catch((error: unknown) => missed(String(error)))),
});

export const stopRelayLeader = stopping('relay leader stopped beyond its lease', stopLeader);
export const stopAConsumer = stopping('consumer stopped beyond its lease', stopConsumer);

/** Where there is one process only, nobody can take over: it must find its way by itself. */
export const stopTheOnlyOne: Fault = {
  kind: 'only process stopped beyond its leases', weight: 1, lane: 'kill', fits: (target) => target.processes.length === 1,
  async strike({ target, locks }) {
    const [only] = target.processes;
    return locks.within([only!.name], async () => {
      only!.signal('SIGSTOP');
      await pause(BEYOND_MS);
      only!.signal('SIGCONT');
      return { struck: true, kills: 0, note: only!.name };
    });
  },
};
