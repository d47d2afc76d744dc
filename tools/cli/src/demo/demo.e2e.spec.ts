import { spawn } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { removeLocalCluster } from '@throughline/local-cluster';
import { buildAll } from '@throughline/testing';
import type { Figures } from './figures.ts';

const root = resolve(import.meta.dirname, '../../../..');

/** Runs the demo as a user would. @returns its exit code and the last line of standard output */
const tell = (dataDir: string, ...args: string[]): Promise<{ code: number | null; last: string; output: string }> => new Promise((done, failed) => {
  const child = spawn(process.execPath, [join(root, 'tools/cli/dist/demo/main.js'), ...args], {
    cwd: root, env: { ...process.env, NODE_OPTIONS: '', DATABASE_URL: '', KAFKA_BROKERS: '', DATA_DIR: dataDir, PORT: '0' }, stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => { output += chunk.toString(); });
  child.stderr.on('data', (chunk: Buffer) => { errors += chunk.toString(); });
  child.once('error', failed);
  child.once('exit', (code) => done({ code, last: output.trimEnd().split('\n').at(-1) ?? '', output: `${output}\n${errors}` }));
});

/** In an empty folder even the events are counted alike. */
const without = (figures: Figures): unknown => {
  const { seconds: _, peakMemoryMb: __, ...rest } = figures;
  return {
    ...rest,
    runs: rest.runs.map(({ id: _id, seconds: _s, ...run }) => run),
    production: rest.production.map(({ version }) => version),
    digests: rest.digests.map(({ projection }) => projection),
  };
};

describe('the main job, told to one process and to six', () => {
  const folders: string[] = [];
  const figures: Figures[] = [];
  const folder = async (): Promise<string> => {
    const made = await mkdtemp(join(tmpdir(), 'throughline-demo-'));
    folders.push(made);
    return made;
  };

  beforeAll(() => buildAll(), 180_000);
  afterAll(async () => {
    for (const dataDir of folders) await removeLocalCluster(dataDir);
  });

  it.each([
    { how: 'embedded', options: [], processes: ['all-in-one'] },
    { how: 'over a real broker', options: ['--kafka'], processes: ['requirements', 'data-quality', 'training', 'registry', 'monitoring', 'gateway'] },
  ])('passes $how', async ({ options, processes }) => {
    const { code, last, output } = await tell(await folder(), '--exit', '--json', ...options);
    expect({ code, output: code === 0 ? '' : output.slice(-4_000) }).toEqual({ code: 0, output: '' });
    const told = JSON.parse(last) as Figures;
    expect(Object.keys(told.peakMemoryMb).sort()).toEqual([...processes].sort());
    figures.push(told);
  }, 600_000);

  it('computes the figures that the data holds', () => {
    const [first] = figures as [Figures];
    expect(first.rows).toBe(3_000_000);
    const rules = Object.fromEntries(first.contract.rules.map((r) => [r.id, [r.evaluated, r.failed, ...(r.members === undefined ? [] : [r.members])]]));
    expect(rules).toEqual({
      'no-null': [3_000_000, 0], 'delay-plausible': [3_000_000, 11], 'distance-plausible': [3_000_000, 1_234], 'date-in-period': [3_000_000, 6],
      'origin-code': [3_000_000, 0], 'destination-code': [3_000_000, 0], 'origin-not-destination': [3_000_000, 0], 'flight-unique': [3_000_000, 7_892, 15_743],
      'row-unique': [3_000_000, 191, 382], 'one-distance-per-route': [3_000_000, 0], 'no-misdated-night': [3_000_000, 17_959], 'known-airports': [2_033_591, 622],
      'weekly-volume': [26, 1], 'weekly-late-rate': [26, 1], 'week-complete': [26, 1],
    });
    expect(first.baseline.recallAt30).toBeCloseTo(0.349, 3);
    expect(first.evaluation.recallAt30!).toBeGreaterThan(first.baseline.recallAt30!);
    expect(first.weeks.map((w) => w.isoWeek)).toEqual(Array.from({ length: 13 }, (_, i) => `2001-W${14 + i}`));
    for (const week of first.weeks) expect(week.kpiMet).toBe(week.recallAt30! >= 0.43);
    expect(first.runs.map((r) => r.cached)).toEqual([false, true, false, false, false]);
    expect(first.runs[2]!.artifactDigest).toBe(first.runs[0]!.artifactDigest);
    expect(first.production.map((p) => p.version)).toContain(null);
  });

  it('ends with equal digests and a journal that holds its owners\' events', () => {
    for (const { digests, journal } of figures) {
      expect(digests.length).toBeGreaterThan(10);
      expect(digests.filter((d) => d.live !== d.rebuilt)).toEqual([]);
      expect(journal.map((j) => j.equal)).toEqual([true, true, true, true, true]);
    }
  });

  it('differs between the two in nothing but what it calls volatile', () => {
    expect(without(figures[1]!)).toEqual(without(figures[0]!));
  });

  it('says what it does not know', async () => {
    expect(await tell(await folder(), '--jsn')).toMatchObject({ code: 2, output: expect.stringContaining('Unknown option --jsn') as string });
  });
});
