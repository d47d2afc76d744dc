import { type Blow, type Fault, pause, type Scene, within } from './fault.ts';

const BACK_WITHIN_MS = 90_000;

const killAll = (pids: readonly number[]): void => {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      // The server's own processes end by themselves when the first one is gone.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
};

const killServer = async ({ connect }: Scene): Promise<Blow> => {
  const client = await connect();
  client.on('error', () => undefined); // its own connection breaks, too
  const { rows: [first] } = await client.query<{ pid: string }>(`select split_part(pg_read_file('postmaster.pid'), e'\\n', 1) as pid`);
  const { rows } = await client.query<{ pid: number }>('select pid from pg_stat_activity');
  killAll([Number(first!.pid), ...rows.map(({ pid }) => pid)]);
  await client.end().catch(() => undefined);
  const back = await within(BACK_WITHIN_MS, async () => connect().then((next) => next.end()).then(() => true, () => undefined), 100);
  if (!back) throw new Error(`the database server did not come back within ${BACK_WITHIN_MS / 1_000} s`);
  return { struck: true, kills: 1, note: `${rows.length + 1} processes of the server` };
};

/** SIGKILL of the database server with all its processes, as when the machine fails; whoever supervises it starts it again. */
export const killPostmaster: Fault = {
  kind: 'postmaster killed', weight: 1, lane: 'kill', fits: () => true,
  strike: (scene) => scene.locks.within(['database'], () => killServer(scene)),
};

export const killBroker: Fault = {
  kind: 'broker killed', weight: 2, lane: 'kill', fits: ({ brokers }) => brokers.length > 0,
  strike: ({ target, locks, random }) => locks.within(['broker'], async () => {
    const broker = random.pick(target.brokers);
    await broker.kill();
    await pause(random.between(0, 2_000));
    await broker.start();
    return { struck: true, kills: 1, note: broker.name };
  }),
};
