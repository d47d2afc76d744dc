import type { Client } from 'pg';
import { CONTEXTS, schemaOf } from '@throughline/kernel';
import type { SchemaOwner } from '../target/target.ts';
import { type Blow, type Fault, missed, processesOf, type Scene, speakerOf, within } from './fault.ts';

/** Less than the writers' statement time-out of 5 s, which would fail their statement before we are there. */
const HELD_MS = 3_000;
const TRIES = 4;

interface Waiting { readonly pid: number; readonly port: number; readonly written: readonly string[] }

interface Between {
  /** Takes what the last statement before the point of interest needs, so that whoever comes there waits. */
  readonly hold: (schema: string, transport: string) => string;
  /** The statement that waits there. */
  readonly statement: (schema: string) => string;
  /** Whether what the waiting transaction has written makes it the wanted one. */
  readonly isIt: (written: readonly string[]) => boolean;
}

const BOOKKEEPING = /^(consumer_|parked_event|discarded_event|inbox$)/;

const SENT: Between = {
  hold: (schema, transport) => `select 1 from ${schema}.relay where transport = '${transport}' for update`,
  statement: (schema) => `update ${schema}.relay set position%`,
  isIt: () => true,
};
const PROJECTED: Between = {
  hold: (schema) => `lock table ${schema}.consumer_stream in exclusive mode`,
  statement: (schema) => `insert into ${schema}.consumer_stream%`,
  isIt: (written) => !written.includes('command_log') && written.some((table) => !BOOKKEEPING.test(table)),
};
const ACTED: Between = { ...PROJECTED, isIt: (written) => written.includes('command_log') };

/** Sessions of a schema's application role that wait for our lock, each with the tables to which its transaction has written. */
const waitingThere = async (client: Client, schema: string, statement: string): Promise<readonly Waiting[]> => (await client.query<Waiting>(
  `select a.pid, a.client_port as port, array(select distinct c.relname::text from pg_locks l join pg_class c on c.oid = l.relation join pg_namespace n on n.oid = c.relnamespace
     where l.pid = a.pid and l.granted and l.mode = 'RowExclusiveLock' and c.relkind = 'r' and n.nspname = $1) as written
   from pg_stat_activity a where a.usename = $2 and a.wait_event_type = 'Lock' and a.query ilike $3`, [schema, `tl_${schema}_app`, statement])).rows;

/** The server does not notice at once that a client is gone: its statement would be carried out after all when the lock is free. */
const endBackends = async (client: Client, pids: readonly number[]): Promise<void> => {
  await client.query('select pg_terminate_backend(pid) from unnest($1::int[]) pid', [pids]);
  await within(5_000, async () => ((await client.query('select 1 from pg_stat_activity where pid = any($1)', [pids])).rowCount === 0 ? true : undefined));
};

const killThere = async (scene: Scene, owner: SchemaOwner, { hold, statement, isIt }: Between): Promise<Blow> => {
  const schema = schemaOf(owner);
  const client = await scene.connect();
  try {
    for (let tries = 0; tries < TRIES; tries++) {
      await client.query(`begin; set local lock_timeout = '2s'`);
      await client.query(hold(schema, scene.target.kind));
      const all = await within(HELD_MS, async () => {
        const waiting = await waitingThere(client, schema, statement(schema));
        return waiting.length > 0 ? waiting : undefined;
      });
      const found = all?.find(({ written }) => isIt(written));
      const process = found && speakerOf(scene.target, found.port);
      if (all && found && process) {
        await process.end('SIGKILL');
        await endBackends(client, all.filter(({ port }) => speakerOf(scene.target, port) === process || scene.target.processes.length === 1).map(({ pid }) => pid));
        await client.query('rollback');
        await scene.restart(process);
        return { struck: true, kills: 1, note: `${process.name}, with ${found.written.join(', ')} written` };
      }
      await client.query('rollback');
      if (!all) break;
    }
    return missed(`nobody came there in ${owner}`);
  } catch (error) {
    // The server may go down under us by another fault; whom we had killed has to come back all the same.
    for (const process of processesOf(scene.target, owner)) if (process.pid() === undefined) await scene.restart(process);
    return missed(String(error));
  } finally {
    await client.end().catch(() => undefined);
  }
};

const between = (kind: string, weight: number, owners: readonly SchemaOwner[], point: Between): Fault => ({
  kind, weight, lane: 'kill', fits: () => true,
  async strike(scene) {
    const names = (owner: SchemaOwner): string[] => ['database', ...processesOf(scene.target, owner).map(({ name }) => name)];
    const free = owners.filter((owner) => scene.locks.isFree(names(owner)));
    if (free.length === 0) return missed('no context was free');
    const owner = scene.random.pick(free);
    return scene.locks.within(names(owner), () => killThere(scene, owner, point).catch((error: unknown) => missed(String(error))));
  },
});

// Where the most happens, more often.
export const killRelay = between('relay killed between send and checkpoint', 4, ['requirements', 'requirements', ...CONTEXTS], SENT);
export const killConsumer = between('consumer killed between write and commit', 4, ['gateway', 'gateway', 'requirements', 'training', 'monitoring', 'registry'], PROJECTED);
export const killPolicy = between('policy killed between effect and commit', 4, ['requirements', 'requirements', 'requirements', 'registry', 'training', 'monitoring'], ACTED);
