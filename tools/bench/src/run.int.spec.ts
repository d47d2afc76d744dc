import 'reflect-metadata';
import type { Report } from './report.ts';
import { run } from './run.ts';

const runWith = async (...args: string[]) => {
  const said = { out: '', err: '' };
  const code = await run(args, { out: (text) => { said.out += text; }, err: (text) => { said.err += text; } });
  return { code, ...said };
};

describe('npm run bench', () => {
  it('measures appends beside the bare statement and says so as JSON', async () => {
    const { code, out, err } = await runWith('--quick', '--json', '--only', 'append');
    const { machine, benches } = JSON.parse(out.trim().split('\n').at(-1)!) as Report;
    expect(code).toBe(0);
    expect(err).toMatch(/^append\n {2}1 client\n/);
    expect(machine.cores).toBeGreaterThan(0);
    expect(benches.map(({ bench }) => bench)).toEqual(['append']);
    const { figures } = benches[0]!;
    expect(figures.map(({ name, unit }) => `${name}: ${unit}`)).toEqual([
      ...[1, 8, 32].flatMap((clients) => [`EventStore.append, ${clients} client(s): appends/s`, `whole command, ${clients} client(s): appends/s`]),
      'EventStore.append of 100 events, 8 clients: events/s',
    ]);
    for (const { ours, bare, ratio, bar, verdict } of figures) {
      expect(ours).toBeGreaterThan(0);
      expect(ratio).toBeCloseTo(ours / bare!, 10);
      expect(verdict).toBe(bar ? (ours >= bar.atLeast! ? 'met' : bare! >= bar.atLeast! ? 'missed' : 'busy') : null);
    }
  });

  it.each([
    [['--only', 'append,speed'], 'There is no bench "speed"; there are append,'],
    [['--fast'], "unknown option '--fast'"],
    [['append'], 'too many arguments'],
  ])('refuses %j', async (args, message) => {
    const { code, out, err } = await runWith(...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
  });

  it('explains itself', async () => {
    expect(await runWith('--help')).toMatchObject({ code: 0, err: '', out: expect.stringMatching(/--only <names>[\s\S]*--quick[\s\S]*--json/) });
  });
});
