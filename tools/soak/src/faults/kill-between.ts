import type { Client } from 'pg';
import { CONTEXTS, schemaOf } from '@throughline/kernel';
import type { SchemaOwner, SoakProcess } from '../target/target.ts';
import { type Blow, type Fault, missed, pause, type Scene, speakerOf, within } from './fault.ts';

const LOOK_MS = 9_000;
const LET_THROUGH_MS = 40;

interface Waiting { readonly pid: number; readonly port: number; readonly schema: string; readonly written: readonly string[] }

interface Between {
  /** Takes what the last statement before the point of interest needs, so that whoever comes there waits. */
  readonly hold: (schema: string, transport: string) => string;
  /** For how long at a time. Whoever waits keeps a connection of its pool, so that soon nobody else gets there; and no writer waits longer than 5 s. */
  readonly heldMs: number;
  /** The statement that waits there, for `ilike`. */
  readonly statement: string;
  /** Whether what the waiting transaction has written makes it the wanted one. */
  readonly isIt: (written: readonly string[]) => boolean;
  readonly owners: readonly SchemaOwner[];
}

const BOOKKEEPING = /^(consumer_|parked_event|discarded_event|inbox$)/;

const SENT: Between = {
  hold: (schema, transport) => `select 1 from ${schema}.relay where transport = '${transport}' for update`,
  heldMs: 2_000,
  statement: 'update %.relay set position%',
  isIt: () => true,
  owners: CONTEXTS,
};
const PROJECTED: Between = {
  hold: (schema) => `lock table ${schema}.consumer_stream in exclusive mode`,
  heldMs: 250,
  statement: 'insert into %.consumer_stream%',
  isIt: (written) => !written.includes('command_log') && written.some((table) => !BOOKKEEPING.test(table)),
  owners: ['gateway', 'requirements', 'training', 'monitoring', 'registry'],
};
const ACTED: Between = { ...PROJECTED, isIt: (written) => written.includes('command_log'), owners: CONTEXTS };

/** Sessions of application roles that wait for a lock at this statement, each with the tables to which its transaction has written. */
const waitingThere = async (client: Client, schemas: readonly string[], statement: string): Promise<readonly Waiting[]> => {
  // Within a transaction the server shows again and again what it saw at the first look.
  await client.query('select pg_stat_clear_snapshot()');
  const { rows } = await client.query<Waiting>(
    `select a.pid, a.client_port as port, s.schema, array(select distinct c.relname::text from pg_locks l join pg_class c on c.oid = l.relation join pg_namespace n on n.oid = c.relnamespace
       where l.pid = a.pid and l.granted and l.mode = 'RowExclusiveLock' and c.relkind = 'r' and n.nspname = s.schema) as written
     from pg_stat_activity a join unnest($1::text[]) s(schema) on a.usename = 'tl_' || s.schema || '_app' where a.wait_event_type = 'Lock' and a.query ilike $2`, [schemas, statement]);
  return rows;
};

/** The server does not notice at once that a client is gone: its statement would be carried out after all when the lock is free. */
const endBackends = async (client: Client, pids: readonly number[]): Promise<void> => {
  await client.query('select pg_terminate_backend(pid) from unnest($1::int[]) pid', [pids]);
  await within(5_000, async () => ((await client.query('select 1 from pg_stat_activity where pid = any($1)', [pids])).rowCount === 0 ? true : undefined));
};

const LOCK_NOT_AVAILABLE = '55P03';

/** Whether we got all locks; some transactions hold them for long. */
const holdAll = async (client: Client, statements: readonly string[]): Promise<boolean> => {
  try {
    await client.query(statements.join('; '));
    return true;
  } catch (error) {
    if ((error as { code?: string }).code !== LOCK_NOT_AVAILABLE) throw error;
    await client.query('rollback');
    return false;
  }
};

interface Killed { readonly process: SoakProcess; readonly note: string; readonly release: () => void }

const killThere = async ({ target, locks, connect, random }: Scene, { hold, heldMs, statement, isIt, owners }: Between): Promise<Killed | undefined> => {
  const client = await connect();
  let killed: Killed | undefined;
  try {
    for (const deadline = Date.now() + LOOK_MS; !killed && Date.now() < deadline; await pause(LET_THROUGH_MS)) {
      // Sometimes without the busiest, so that the others have their turn.
      const schemas = (random.next() < 0.7 ? owners : owners.filter((owner) => owner !== 'requirements' && owner !== 'gateway')).map(schemaOf);
      await client.query(`begin; set local lock_timeout = '2s'`);
      if (!await holdAll(client, schemas.map((schema) => hold(schema, target.kind)))) continue;
      await within(heldMs, async () => {
        const all = (await waitingThere(client, schemas, statement)).map((waiting) => ({ ...waiting, process: speakerOf(target, waiting.port) }));
        const found = all.find(({ process, written }) => isIt(written) && process && locks.isFree([process.name]));
        if (!found?.process) return undefined;
        killed = { process: found.process, note: `${found.process.name}, with ${found.schema}.{${found.written.join(', ')}} written`, release: locks.take([found.process.name]) };
        await found.process.end('SIGKILL');
        await endBackends(client, all.filter(({ process }) => process === found.process).map(({ pid }) => pid));
        return true;
      });
      await client.query('rollback');
    }
  } catch (error) {
    // The link to the server may break under us by another fault: then nobody knows whether it hit.
    if (!killed) throw error;
  } finally {
    await client.end().catch(() => undefined);
  }
  return killed;
};

const between = (kind: string, point: Between): Fault => ({
  kind, weight: 4, lane: 'kill', fits: () => true,
  async strike(scene): Promise<Blow> {
    // Without database and broker nobody comes there.
    const killed = await scene.locks.within(['database', 'broker'], () => killThere(scene, point)).catch((error: unknown) => String(error));
    if (typeof killed === 'string') return missed(killed);
    if (!killed) return missed('nobody came there');
    await scene.restart(killed.process).finally(killed.release);
    return { struck: true, kills: 1, note: killed.note };
  },
});

export const killRelay = between('relay killed between send and checkpoint', SENT);
export const killConsumer = between('consumer killed between write and commit', PROJECTED);
export const killPolicy = between('policy killed between effect and commit', ACTED);
