import type { ProgramLine } from '@throughline/training-domain';
import { LiveReporter, SERIES_LIMIT } from './live-reporter.ts';

const metric = (step: number): string => JSON.stringify({ type: 'metric', name: 'loss', step, value: step / 2 });
const progress = (done: number): string => JSON.stringify({ type: 'progress', done, total: 4 });

describe('live points of a program', () => {
  const shown = async (lines: readonly string[], from: 'stdout' | 'stderr' = 'stdout') => {
    const points: ProgramLine[] = [];
    const live = new LiveReporter(async (point) => { points.push(point); }, () => undefined);
    for (const line of lines) live.line(line, from);
    await live.stop();
    return { live, points };
  };

  it('are all metrics and the newest progress', async () => {
    const { live, points } = await shown([progress(1), metric(2), progress(3), metric(1), 'hello']);
    expect(points).toEqual([{ type: 'metric', name: 'loss', step: 2, value: 1 }, { type: 'metric', name: 'loss', step: 1, value: 0.5 }, { type: 'log', text: 'hello' }, { type: 'progress', done: 3, total: 4 }]);
    expect(JSON.parse(live.series()!)).toEqual([{ name: 'loss', step: 1, value: 0.5 }, { name: 'loss', step: 2, value: 1 }]);
    expect(live.progressComplete).toBe(false);
  });

  it('take no report from standard error', async () => {
    const { live, points } = await shown([metric(1)], 'stderr');
    expect(points).toEqual([{ type: 'log', text: metric(1) }]);
    expect(live.series()).toBeNull();
  });

  it('say that lines are left out', async () => {
    const { points } = await shown(Array.from({ length: 600 }, (_, i) => `line ${i}`));
    expect(points).toHaveLength(501);
    expect(points.at(-1)).toEqual({ type: 'log', text: '(more than 500 lines: the rest is not shown)' });
  });

  it('keep the whole series or fail the run, naming the limit', async () => {
    const { live } = await shown(Array.from({ length: SERIES_LIMIT }, (_, i) => metric(i)));
    expect(JSON.parse(live.series()!)).toHaveLength(SERIES_LIMIT);
    live.line(metric(0), 'stdout');
    expect(() => live.series()).toThrow(`more than ${SERIES_LIMIT} metric points`);
  });

  it('may get lost without the run', async () => {
    const lost: unknown[] = [];
    const live = new LiveReporter(() => Promise.reject(new Error('no database')), (error) => lost.push(error));
    live.line(metric(1), 'stdout');
    await live.stop();
    expect(lost).toHaveLength(1);
    expect(live.series()).not.toBeNull();
  });
});
