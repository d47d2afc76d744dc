import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Pool } from 'pg';
import { readOrCreateSecret, runningServerPort } from '@throughline/embedded-postgres';
import { buildAll, eventually, PlaneProcess } from '@throughline/testing';

const root = resolve(import.meta.dirname, '../../..');
/** Each line of the page that a reader is told to type. */
const typed = readFileSync(join(root, 'docs/how-to/release-parked-events.md'), 'utf8').split('\n').filter((line) => line.startsWith('npx throughline parked '));

describe('releasing parked events, as the how-to page says', () => {
  let plane: PlaneProcess;
  let pool: Pool;
  const target = { owner: 'gateway', consumer: 'gateway', projection: 'initiative', stream: '' };

  const run = (line: string, more: readonly string[] = []): Promise<{ code: number; out: string; error: string }> => new Promise((done) => {
    const filled = line.replace('npx throughline ', '').replace(/<(\w+)>/g, (_, name: string) => ({ ...target, version: '2' } as Readonly<Record<string, string>>)[name]!);
    const words = [...filled.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!);
    const child = execFile(process.execPath, [join(root, 'tools/cli/dist/main.js'), '--url', plane.url, '--data-dir', plane.dataDir, ...words, ...more],
      { env: { ...process.env, NODE_OPTIONS: '' } }, (_, out, error) => done({ code: child.exitCode ?? -1, out, error }));
  });
  const line = (word: string, dryRun = false): string => typed.find((l) => l.includes(`parked ${word}`) && l.includes('--dry-run') === dryRun)!;

  /** What a program with a bug might have written: the owner's store takes whatever its service appends. */
  const append = async (events: readonly (readonly [type: string, data: object])[]): Promise<string> => {
    const stream = `initiative-${randomUUID()}`;
    const json = (values: readonly object[]): string[] => values.map((value) => JSON.stringify(value));
    await pool.query('select requirements.append($1, $2, 0, $3::uuid[], $4::text[], $5::int[], $6::json[], $7::json[], $8::json[])', [
      stream, 'initiative', events.map(() => randomUUID()), events.map(([type]) => type), events.map(() => 1), json(events.map(([, data]) => data)),
      json(events.map(() => ({ actor: 'human:ann', commandId: randomUUID(), correlationId: 'c-1' }))),
      json(events.map(([type, data]) => ({ type, schemaVersion: 1, data }))),
    ]);
    return stream;
  };

  beforeAll(async () => {
    await buildAll();
    plane = await PlaneProcess.create();
    await plane.start();
    const role = 'tl_requirements_app';
    const password = await readOrCreateSecret(plane.dataDir, 'role-tl-requirements-app');
    pool = new Pool({ connectionString: `postgres://${role}:${password}@127.0.0.1:${await runningServerPort(plane.dataDir)}/postgres`, max: 1 });
  }, 240_000);
  afterAll(async () => {
    await pool.end();
    await plane.remove();
  });

  it('shows, tries, gives up and keeps, and then nothing is parked', async () => {
    expect(await run(line('list'))).toEqual({ code: 0, out: 'nothing is parked\n', error: '' });
    const good = { name: 'Late flights', problem: 'Nobody is warned.', owner: 'human:ann', sponsor: 'human:sam', modelSource: 'own', predictionMoment: '00:00 of the day' };
    target.stream = await append([['initiative-proposed', good], ['initiative-kpi-linked', { kpi: 13 }], ['initiative-kpi-linked', { kpi: `kpi-${randomUUID()}` }]]);
    const listed = async (): Promise<{ code: number; out: string }> => run(line('list'), ['--json']);
    const { out } = await eventually(listed, (l) => l.out.includes(target.stream) && l.out.includes('"projection":"initiative"'));
    const mine = (JSON.parse(out) as { owner: string; projection: string; stream: string; version: number; events: number; waitsFor: string; error: string }[]).filter((p) => p.owner === 'gateway' && p.projection === 'initiative');
    expect(mine).toMatchObject([{ stream: target.stream, version: 2, events: 2, waitsFor: 'failure', error: expect.stringContaining('kpi must be string') }]);
    expect((await run(line('list'))).code).toBe(1);
    expect(await run(line('show'))).toMatchObject({ code: 0, out: expect.stringMatching(/2 events wait for failure\n {2}version 2 initiative-kpi-linked.*\n {4}\{"kpi":13\}/) });
    expect(await run(line('replay', true))).toMatchObject({ code: 1, out: expect.stringContaining('version 2 would fail') });
    expect(await run(line('replay'))).toMatchObject({ code: 1, out: expect.stringContaining('version 2 fails') });
    expect(await run(line('discard', true))).toMatchObject({ code: 0, out: expect.stringContaining('would give up version 2; would apply version 3') });
    expect(await run(line('discard'))).toMatchObject({ code: 0, out: expect.stringContaining('gave up version 2; applied version 3') });
    expect(await run(line('discard'))).toMatchObject({ code: 1, out: expect.stringContaining('Nothing of') });
    expect(await run(line('show'))).toMatchObject({ code: 0, out: expect.stringMatching(/nothing waits any more\n.*human:\S+ replay-failed version 2.*\n.*discarded version 2, 1 still waited \(sent by a test, ticket 4711\)\n.*replayed version 3/) });
    expect((JSON.parse((await listed()).out) as { owner: string; projection: string }[]).filter((p) => p.owner === 'gateway' && p.projection === 'initiative')).toEqual([]);
  }, 120_000);

  it('reaches what waits in the contexts', async () => {
    const left = JSON.parse((await run(line('list'), ['--json'])).out) as { owner: string; consumer: string; projection: string; stream: string }[];
    expect(new Set(left.map(({ owner }) => owner))).toEqual(new Set(['requirements', 'registry']));
    for (const each of left) {
      Object.assign(target, each);
      expect(await run(line('discard'))).toMatchObject({ code: 0 });
    }
    expect(await run('npx throughline parked replay --all --reason "what is left"')).toMatchObject({ code: 0, error: 'nothing is parked\n' });
    expect(await run(line('list'))).toMatchObject({ code: 0 });
  }, 120_000);

  it('is refused with exit code 2 where the caller is mistaken', async () => {
    expect(await run('npx throughline parked replay --reason "all of it"')).toEqual({ code: 2, out: '', error: 'name an owner, or everything with --all\n' });
    expect(await run('npx throughline parked replay nobody --reason "all of it"')).toMatchObject({ code: 2, error: expect.stringContaining('none of requirements') });
    expect(await run('npx throughline parked discard gateway gateway initiative s --version two --reason "all of it"')).toMatchObject({ code: 2, error: '--version: two is no version\n' });
    expect(await run('npx throughline parked replay gateway gateway initiative s --reason ok')).toMatchObject({ code: 2, error: expect.stringContaining('reason') });
    expect(await run(line('list'), ['--as', 'viewer'])).toMatchObject({ code: 1, error: expect.stringContaining('needs one of the roles sre, admin') });
  }, 60_000);
});
