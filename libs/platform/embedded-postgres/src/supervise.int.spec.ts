import { eventually } from '../test/eventually.ts';
import { query } from '../test/query.ts';
import { removeTemporaryFolders, temporaryFolder } from '../test/temporary-folder.ts';
import { isPostmasterOf } from './postmaster-pid.ts';
import { startEmbeddedPostgres } from './start-embedded-postgres.ts';
import type { UnexpectedExit } from './supervise.ts';

afterEach(removeTemporaryFolders);

const started = async () => {
  const lines: string[] = [];
  const exits: UnexpectedExit[] = [];
  const server = await startEmbeddedPostgres({ dataDir: await temporaryFolder(), log: (line) => lines.push(line) });
  server.onExit((exit) => exits.push(exit));
  return { server, exits, lines };
};

describe('a server that ends while the plane runs', () => {
  it('is started again on the same port after each kill -9, and keeps what it acknowledged', async () => {
    const { server, exits } = await started();
    await query(server.url, 'create table acknowledged (n int)');
    for (const round of [1, 2, 3]) {
      const killed = server.pid();
      await query(server.url, `insert into acknowledged values (${round})`);
      process.kill(killed, 'SIGKILL');
      await eventually('another process serves', async () => server.pid() !== killed && (await query(server.url, 'select 1')).length);
    }
    expect(await query(server.url, 'select array_agg(n order by n) as all from acknowledged')).toEqual([{ all: [1, 2, 3] }]);
    expect(exits).toEqual([100, 200, 400].map((restartInMs) => ({ code: null, signal: 'SIGKILL', restartInMs })));
    await server.stop();
  });

  it('is started again when somebody else stops it in good order', async () => {
    const { server, exits } = await started();
    const stopped = server.pid();
    process.kill(stopped, 'SIGINT');
    await eventually('another process serves', async () => server.pid() !== stopped && (await query(server.url, 'select 1')).length);
    expect(exits).toEqual([{ code: 0, signal: null, restartInMs: 100 }]);
    await server.stop();
  });

  it('stays down when stop() comes during the back-off or the restart', async () => {
    for (const moment of ['ended unexpectedly', 'database system was interrupted'] as const) {
      const { server, exits, lines } = await started();
      process.kill(server.pid(), 'SIGKILL');
      await eventually(moment, async () => lines.some((line) => line.includes(moment)));
      await server.stop();
      expect(exits).toHaveLength(1);
      expect(await isPostmasterOf(server.pid(), server.clusterDir)).toBe(false);
      await expect(query(server.url, 'select')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    }
  });
});
