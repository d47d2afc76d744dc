import { Progress } from './progress.ts';

const told: number[] = [];
const at = (done: number, total: number, percent: number | null = null) => ({ statement: 's', done, total, percent });

describe('progress', () => {
  beforeEach(() => { told.length = 0; });

  it('grows over the steps, and never goes back', async () => {
    const points: unknown[] = [];
    const progress = new Progress({ report: async (point) => { points.push(point); } });
    for (const now of [at(0, 2), at(0, 2, 50), at(0, 2, 20), at(1, 2), at(2, 2, 100)]) {
      progress.of('hold to contract')(now);
      await progress.settled();
    }
    progress.of('profile')(at(1, 1, 100));
    await progress.settled();
    progress.at('store files');
    await progress.settled();
    expect(points).toEqual([[0, 'hold to contract'], [17, 'hold to contract'], [35, 'hold to contract'], [70, 'hold to contract'], [95, 'profile']]
      .map(([done, step]) => ({ type: 'progress', done, total: 100, step })));
  });

  it('writes the last of what comes while it writes', async () => {
    let go = (): void => undefined;
    const progress = new Progress({ report: async ({ done }) => { told.push(Number(done)); if (told.length === 1) await new Promise<void>((resolve) => { go = resolve; }); } });
    for (const done of [0, 1, 2, 3]) progress.of('hold to contract')(at(done, 7));
    go();
    await progress.settled();
    expect(told).toEqual([0, 30]);
  });

  it('says when it could not be written', async () => {
    const progress = new Progress({ report: () => Promise.reject(new Error('the database is gone')) });
    progress.at('profile');
    await expect(progress.settled()).rejects.toThrow('the database is gone');
  });
});
