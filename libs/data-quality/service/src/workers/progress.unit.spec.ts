import { Progress } from './progress.ts';

const at = (done: number, total: number, percent: number | null = null) => ({ statement: 's', done, total, percent });

describe('progress', () => {
  it('grows, and never goes back', async () => {
    const points: unknown[] = [];
    const progress = new Progress({ report: async (point) => { points.push(point); } });
    for (const now of [at(0, 2), at(0, 2, 50), at(0, 2, 20), at(1, 2), at(2, 2, 100), at(2, 2, 100)]) {
      progress.of(now, now.done < 1 ? 'hold to contract' : 'profile');
      await progress.settled();
    }
    expect(points).toEqual([[0, 'hold to contract'], [25, 'hold to contract'], [50, 'profile'], [100, 'profile']].map(([done, step]) => ({ type: 'progress', done, total: 100, step })));
  });

  it('writes the last of what comes while it writes', async () => {
    const told: number[] = [];
    let go = (): void => undefined;
    const progress = new Progress({ report: async ({ done }) => { told.push(Number(done)); if (told.length === 1) await new Promise<void>((resolve) => { go = resolve; }); } });
    for (const done of [0, 1, 2, 3]) progress.of(at(done, 5), 'profile');
    go();
    await progress.settled();
    expect(told).toEqual([0, 60]);
  });

  it('says when it could not be written', async () => {
    const progress = new Progress({ report: () => Promise.reject(new Error('the database is gone')) });
    progress.of(at(0, 1), 'profile');
    await expect(progress.settled()).rejects.toThrow('the database is gone');
  });
});
